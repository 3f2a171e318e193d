package io.featurefactory.client.direct;

import io.featurefactory.client.FeatureClientException;
import io.featurefactory.client.FeatureClientException.Reason;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.concurrent.CompletionException;

/** Every way in which there is no client, or no answer. */
final class DirectErrors {
  private DirectErrors() {}

  static FactoryException unreadable(Path file, IOException cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "The plan %s cannot be read: %s (expected: a file that ff generate plan has written)"
            .formatted(file, cause),
        cause);
  }

  static IllegalArgumentException noPlans() {
    return new IllegalArgumentException(
        "plans: none (expected: at least one, which ff generate plan writes)");
  }

  static IllegalArgumentException planTwice(ServicePlan plan) {
    return new IllegalArgumentException(
        "plans: two of %s (expected: one of each version of a service)".formatted(plan));
  }

  static IllegalArgumentException otherLog(ServicePlan one, ServicePlan other, ServedView view) {
    return new IllegalArgumentException(
        "plans: those of %s and %s have %s from two different logs (expected: of one; its log was made anew after the older one was written). Write both again with ff generate plan"
            .formatted(one, other, view.view()));
  }

  static IllegalArgumentException noStore(
      ServicePlan plan, String store, Collection<String> known) {
    return new IllegalArgumentException(
        "stores: %s (expected: also %s, which the plan of %s asks. Give it, or take a plan that ff generate plan --store has written)"
            .formatted(known, store, plan));
  }

  /**
   * No plan of that name.
   *
   * @param names that may have been meant
   * @param known with their versions
   */
  static FeatureClientException notFound(
      String what, String name, Collection<String> names, Collection<String> known) {
    return new FeatureClientException(
        Reason.NOT_FOUND,
        "The client has no plan of %s %s%s (expected: one of %s). ff generate plan writes one"
            .formatted(what, name, Suggestions.of(name, names), String.join(", ", known)),
        null);
  }

  static FeatureClientException closed() {
    return new FeatureClientException(
        Reason.UNAVAILABLE, "The client was closed. Ask before, or make another one", null);
  }

  static FeatureClientException of(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof FeatureClientException known) {
      return known;
    }
    if (cause instanceof FactoryException known && known.kind() == Kind.USER) {
      return new FeatureClientException(Reason.REFUSED, String.valueOf(known.getMessage()), known);
    }
    return new FeatureClientException(
        Reason.FAULT, "The features could not be looked up: " + cause, cause);
  }
}
