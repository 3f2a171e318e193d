package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowFormatException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Every way in which this module says no to its user. */
final class ServingErrors {
  private ServingErrors() {}

  static FactoryException unknownParameter(ServicePlan plan, String name) {
    Collection<String> known = plan.parameters().keySet();
    return user(
        "%s has no key or input '%s'%s (expected: %s)"
            .formatted(plan, name, Suggestions.of(name, known), String.join(", ", known)));
  }

  /** Names those that a caller has to send; what is looked up may be sent, too. */
  static FactoryException missingParameters(ServicePlan plan, Collection<String> missing) {
    return user(
        "%s needs %s (expected: a value, or a list with one for each row; of %s)"
            .formatted(
                plan,
                String.join(", ", missing),
                plan.parameters().values().stream()
                    .filter(p -> !plan.service().resolvedKeys().containsKey(p.name()))
                    .map(p -> p.name() + " " + p.type().displayName())
                    .collect(Collectors.joining(", "))));
  }

  static FactoryException evicted(ViewId view, String store, List<Integer> unknown) {
    return external(
        "View %s: the store %s removes rows to make room, and has none for %d of the keys; whether they have values it cannot say (expected: another store behind it in the view's online; or a policy of noeviction, then ff publish --rebuild, then CONFIG RESETSTAT)"
            .formatted(view, store, unknown.size()));
  }

  static FactoryException notServed(ViewId view, List<String> stores) {
    return new FactoryException(
        Kind.DATA,
        ("%s is not in %s: it was never published there, or the store is gone. Run ff publish if it"
                + " was computed before, else ff backfill or ff run")
            .formatted(view, String.join(", ", stores)));
  }

  static FactoryException otherDefinition(ViewId view, String store) {
    return new FactoryException(
        Kind.DATA,
        ("%s in store %s is of another definition than the one that was asked for: a draft was"
                + " replaced. Run ff backfill or ff run, which publish the new one; a client with"
                + " a plan file of the old one: generate the plan again (ff generate plan)")
            .formatted(view, store));
  }

  static FactoryException unreadableRow(ViewId view, String store, RowFormatException e) {
    return new FactoryException(
        Kind.DATA,
        "The row of %s in store %s cannot be read: %s. Run ff publish %s --store %s --rebuild"
            .formatted(view, store, e.getMessage(), view.name(), store),
        e);
  }

  static FactoryException late(String store, Duration within) {
    return external(
        "Online store %s gave no answer within %d ms%s"
            .formatted(
                store,
                within.toMillis(),
                within.toMillis() == 0 ? ": what came before it took the time" : ""));
  }

  static FactoryException busy(String store, int reads) {
    return external(
        "Online store %s is not asked: %d lookups wait for it already".formatted(store, reads));
  }

  static FactoryException failed(String store, Throwable cause) {
    return new FactoryException(
        Kind.INTERNAL, "Online store %s failed: %s".formatted(store, cause), cause);
  }

  static FactoryException tooBusy(Duration waited, Duration within) {
    return external(
        "The server is busy: the request waited %d ms for its turn (expected: an answer within %d ms). Try again, or ask another one"
            .formatted(waited.toMillis(), within.toMillis()));
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }

  private static FactoryException external(String message) {
    return new FactoryException(Kind.EXTERNAL, message);
  }
}
