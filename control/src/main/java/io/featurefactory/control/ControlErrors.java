package io.featurefactory.control;

import static java.util.stream.Collectors.joining;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Lease;
import io.featurefactory.model.RunId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every way in which this module says no. */
final class ControlErrors {
  private ControlErrors() {}

  static FactoryException unsupportedUrl(String url) {
    return new FactoryException(
        Kind.USER, "registry: %s (expected: %s)".formatted(url, DatabaseUrl.EXPECTATION));
  }

  static FactoryException unreadableUrl(String place) {
    return new FactoryException(
        Kind.USER,
        ("registry: jdbc:%s: its port or its options cannot be read (expected: a port up to 65535, and in"
                + " ?user=NAME&password=... a %%25 for a %%, a %%26 for a &)")
            .formatted(place));
  }

  static FactoryException unknownOption(String url, String option, Collection<String> known) {
    return new FactoryException(
        Kind.USER,
        "registry: %s: option %s (expected: NAME=NUMBER, where NAME is one of %s)"
            .formatted(url, option, known.stream().sorted().collect(joining(", "))));
  }

  static FactoryException missing(String place) {
    return new FactoryException(
        Kind.USER, "There is no registry at %s. Run ff apply, which makes it".formatted(place));
  }

  static FactoryException cannotOpen(String place, @Nullable Throwable cause) {
    if (cause != null && String.valueOf(cause.getMessage()).contains("No space left")) {
      return full(place, cause);
    }
    return new FactoryException(
        Kind.EXTERNAL,
        ("Cannot open the registry %s (expected: a file in a folder that exists and can be written)."
                + " Check the path, its owner and its permissions; nothing was changed")
            .formatted(place),
        cause);
  }

  static FactoryException locked(String place, Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The registry %s is locked: another process has been writing it for longer than the time to"
                + " wait. Nothing was changed. Try again, or end that process")
            .formatted(place),
        cause);
  }

  static FactoryException readOnly(String place, Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The registry %s cannot be written: the file or its folder is read-only. Nothing was changed."
                + " Give this user the right to write both")
            .formatted(place),
        cause);
  }

  static FactoryException notWritable(String place, Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "The registry %s may not be changed: %s. Nothing was. Give this user the right, or use the server that takes writes"
            .formatted(place, cause.getMessage()),
        cause);
  }

  static FactoryException full(String place, Throwable cause) {
    return new DiskFullException(
        ("No space is left for the registry %s. Nothing was changed. Free some space on that disk, then"
                + " try again")
            .formatted(place),
        cause);
  }

  static FactoryException damaged(String place, Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The registry %s is damaged or no SQLite database. It was left as it is. Restore it from a"
                + " backup; or move it away and run ff apply: definitions are in your files, history is"
                + " in the warehouse")
            .formatted(place),
        cause);
  }

  static FactoryException foreign(String place) {
    return new FactoryException(
        Kind.USER,
        ("%s is a database of another program, not a registry. It was left as it is. Set registry in"
                + " factory.yaml to a file of its own")
            .formatted(place));
  }

  static FactoryException foreignSchema(String place) {
    return new FactoryException(
        Kind.USER,
        ("%s has tables of another program, and none of a registry. It was left as it is. Give the registry"
                + " a database of its own, or a schema: ?currentSchema=NAME")
            .formatted(place));
  }

  static FactoryException unreachable(String place, Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot reach the registry %s: %s. Nothing was changed. Check host, port and network"
            .formatted(place, cause.getMessage()),
        cause);
  }

  static FactoryException noDatabase(String place, Throwable cause) {
    return new FactoryException(
        Kind.USER,
        "There is no room for the registry at %s: %s. Make the database or the schema, or correct registry:"
            .formatted(place, cause.getMessage()),
        cause);
  }

  static FactoryException denied(String place, Throwable cause) {
    return new FactoryException(
        Kind.USER,
        ("The registry %s lets this user not in: %s. Correct user and password: registry:"
                + " jdbc:postgresql://HOST/DATABASE?user=NAME&password=${VARIABLE}")
            .formatted(place, cause.getMessage()),
        cause);
  }

  static FactoryException disconnected(String place, Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The connection to the registry %s broke: %s. Whether the last change was made is not known:"
                + " see ff list, then run again")
            .formatted(place, cause.getMessage()),
        cause);
  }

  static FactoryException newer(String place, int found, int known) {
    return new FactoryException(
        Kind.USER,
        ("The registry %s has layout %d, made by a newer version of ff (this one knows up to %d)."
                + " Update ff; nothing was changed")
            .formatted(place, found, known));
  }

  static FactoryException inputOutput(String place, Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("Reading or writing the registry %s failed: %s. Whether the last change was made is not known:"
                + " check the disk, then see ff list")
            .formatted(place, cause.getMessage()),
        cause);
  }

  static FactoryException statement(String place, Throwable cause) {
    return new FactoryException(
        Kind.INTERNAL,
        "The registry %s refused a statement: %s. Nothing was changed"
            .formatted(place, cause.getMessage()),
        cause);
  }

  static FactoryException layout(String message, @Nullable Throwable cause) {
    return new FactoryException(Kind.INTERNAL, message, cause);
  }

  static FactoryException changedMeanwhile(
      long planned, long current, String by, @Nullable Instant at) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The registry has changed since the plan was made: it is at revision %d (planned against %d),"
                + " last changed by %s at %s. Nothing was applied. Run ff plan, then ff apply again")
            .formatted(current, planned, by, at));
  }

  static FactoryException usesUnknown(DefinitionId user, DefinitionId used, boolean retired) {
    return new FactoryException(
        Kind.USER,
        "%s uses %s, which is %s. Nothing was applied. %s"
            .formatted(
                user,
                used,
                retired ? "retired" : "not applied",
                retired ? "Use a version that is not" : "Define it, or use one that is"));
  }

  static FactoryException entryMismatch(DefinitionId id, String effect) {
    return new FactoryException(
        Kind.INTERNAL,
        "%s cannot be written (%s): the plan does not fit the registry. Nothing was applied"
            .formatted(id, effect));
  }

  static FactoryException retiresUnknown(DefinitionId id) {
    return new FactoryException(
        Kind.USER, "There is no %s that could be retired. See ff list".formatted(id));
  }

  static FactoryException retiresUsed(DefinitionId id, Collection<DefinitionId> users) {
    return new FactoryException(
        Kind.USER,
        "%s cannot be retired: %s %s it. Retire what uses it first"
            .formatted(id, ids(users), users.size() == 1 ? "uses" : "use"));
  }

  static FactoryException takenOver(RunId run, long epoch, long newer) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("Cannot record %s under epoch %d: another process has taken it over (epoch %d)."
                + " This process must stop; nothing was changed")
            .formatted(run, epoch, newer));
  }

  static FactoryException runUnknown(RunId run) {
    return new FactoryException(
        Kind.INTERNAL, "Cannot record %s: it was never opened".formatted(run));
  }

  static FactoryException leaseLost(Lease lease) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The lease of %s (epoch %d) was lost at %s: it could not be renewed in time, or another"
                + " process acquired it. Nothing more is written. Run the command again, it resumes")
            .formatted(lease.name(), lease.epoch(), lease.expiresAt()));
  }

  static FactoryException planRefused(List<PlanItem.NeedsNewVersion> items) {
    return new FactoryException(
        Kind.USER,
        items.stream().map(PlanItem.NeedsNewVersion::message).collect(joining("\n"))
            + "\nNothing was applied");
  }

  static FactoryException unreadableSchema(String json, @Nullable Throwable cause) {
    return new FactoryException(
        Kind.INTERNAL,
        "The registry holds a lookup schema that cannot be read: %s. Run ff apply again"
            .formatted(json),
        cause);
  }

  static FactoryException unreadableDocument(DefinitionId id, Throwable cause) {
    return new FactoryException(
        Kind.INTERNAL,
        "The document of %s is not JSON: %s".formatted(id, cause.getMessage()),
        cause);
  }

  /** The message for a meaning that must not change. */
  static String needsNewVersion(
      AppliedDefinition applied, Collection<DefinitionId> users, String changes, int nextVersion) {
    String reason =
        applied.status() == AppliedDefinition.Status.RETIRED
            ? "it was retired, and a version is not taken again"
            : users.isEmpty()
                ? "a service is frozen when it is applied (%s)".formatted(applied.appliedAt())
                : "%s %s it".formatted(ids(users), users.size() == 1 ? "uses" : "use");
    return "%s cannot change its meaning: %s. Changed: %s. Set version: %d"
        .formatted(applied.id(), reason, changes, nextVersion);
  }

  private static String ids(Collection<DefinitionId> ids) {
    return ids.stream().map(DefinitionId::toString).collect(joining(", "));
  }
}
