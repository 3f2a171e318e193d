package io.featurefactory.serving.message;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.serving.ServicePlan;
import org.jspecify.annotations.Nullable;

/** Every way in which a plan file is refused. */
final class PlanErrors {
  private PlanErrors() {}

  static FactoryException noPlan(String name) {
    return new FactoryException(
        Kind.USER,
        "%s is no plan of a service (expected: a file that ff generate plan has written)"
            .formatted(name));
  }

  static FactoryException newer(String name, int found, int known) {
    return new FactoryException(
        Kind.USER,
        "The plan %s has format %d (expected: at most %d): a newer ff has made it. Take feature-factory-client-direct of the version of that ff"
            .formatted(name, Integer.toUnsignedLong(found), known));
  }

  static FactoryException damaged(String name, @Nullable Throwable cause) {
    return new FactoryException(
        Kind.USER,
        "The plan %s is damaged: it was cut off or changed (expected: what ff generate plan wrote). Generate it again"
            .formatted(name),
        cause);
  }

  static FactoryException notTheSame(ServicePlan plan) {
    return new FactoryException(
        Kind.DATA,
        "The plan of %s cannot be written: a text in it has no UTF-8 (expected: none such in defaults, expressions and names). Change the definition"
            .formatted(plan));
  }
}
