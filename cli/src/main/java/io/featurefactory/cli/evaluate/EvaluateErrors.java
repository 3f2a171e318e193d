package io.featurefactory.cli.evaluate;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import java.util.List;

/** Every way in which {@code ff evaluate} can say no, beside those of the evaluation itself. */
final class EvaluateErrors {
  private EvaluateErrors() {}

  static FactoryException unknownStatic(String name, List<String> known) {
    return new FactoryException(
        Kind.USER,
        "--static %s: the service has no such feature%s (expected: one of %s)"
            .formatted(name, Suggestions.of(name, known), String.join(", ", known)));
  }
}
