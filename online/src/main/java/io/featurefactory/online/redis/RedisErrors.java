package io.featurefactory.online.redis;

import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.ScanOvertakenException;
import io.featurefactory.model.ViewId;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Every way in which a Redis says no, as a user understands it. */
final class RedisErrors {
  private RedisErrors() {}

  /** Up to the last @: a password that is not encoded may have any character. */
  static String withoutPassword(String uri) {
    return uri.replaceFirst("//.*@", "//***@");
  }

  /** Without the cause, which says the password. */
  static FactoryException wrongUri(String store, String uri) {
    String encode =
        uri.contains("@") ? ". In a password, all but letters and digits as %XX: / is %2F" : "";
    return new FactoryException(
        Kind.USER,
        "online.%s.uri: %s is no address of a Redis (expected: one such as redis://localhost:6379, rediss://user:password@host, or redis-sentinel://host:26379/0#master)%s"
            .formatted(store, withoutPassword(uri), encode));
  }

  static FactoryException noCa(String store, Path ca) {
    return new FactoryException(
        Kind.USER,
        "online.%s.ca: there is no file %s (expected: certificates in PEM)".formatted(store, ca));
  }

  static FactoryException noPasswordFile(String store, Path file, Exception cause) {
    return new FactoryException(
        Kind.USER,
        "online.%s.credentials.path: cannot read %s (expected: a file with a password)"
            .formatted(store, file),
        cause);
  }

  static FactoryException noAwsKeys(String store, Exception cause) {
    return new FactoryException(
        Kind.USER,
        "online.%s.credentials: no keys of AWS: %s (expected: keys in the environment, in a profile, or of the machine or pod)"
            .formatted(store, cause.getMessage()),
        cause);
  }

  /** A failure of the client or the server. */
  static FactoryException of(String store, RedisSettings settings, Throwable cause) {
    for (Throwable e = cause; e != null; e = e.getCause()) {
      if (e instanceof FactoryException told) {
        return told;
      }
    }
    Throwable root = root(cause);
    String message = String.valueOf(root.getMessage());
    String place = withoutPassword(settings.uri());
    if (root instanceof RedisCommandTimeoutException) {
      return slow(store, settings);
    }
    if (message.startsWith("OOM")) {
      return new DiskFullException(
          ("Cannot write to online store %s at %s: it is full (%s). What was published is safe; give it"
                  + " more memory (maxmemory), then run the same command again")
              .formatted(store, place, message.replaceAll("\\. script: .*", "")),
          cause);
    }
    if (message.startsWith("NOAUTH")
        || message.startsWith("WRONGPASS")
        || message.startsWith("NOPERM")
        || message.startsWith("ERR invalid password")) {
      return failure(
          "Online store %s at %s refuses this user: %s. Check user and password in online.%s.uri or its credentials, and what the user may do (keys ff*, scripts)"
              .formatted(store, place, message, store),
          cause);
    }
    if (message.startsWith("READONLY") || message.startsWith("MASTERDOWN")) {
      return failure(
          "Online store %s at %s is a replica (%s). Name its master, or its sentinels, in online.%s.uri"
              .formatted(store, place, message, store),
          cause);
    }
    if (message.contains("cluster support disabled")) {
      return failure(
          "Online store %s at %s is no cluster (%s). Remove cluster: true from online.%s"
              .formatted(store, place, message, store),
          cause);
    }
    if (message.startsWith("MOVED") || message.startsWith("CROSSSLOT")) {
      return failure(
          "Online store %s at %s is a cluster (%s). Add cluster: true to online.%s, or the same number of shards as elsewhere"
              .formatted(store, place, message, store),
          cause);
    }
    if (message.startsWith("LOADING")) {
      return failure(
          "Online store %s at %s is loading its data after a start. Try again"
              .formatted(store, place),
          cause);
    }
    return failure(
        "Cannot %s online store %s at %s: %s. Check that the server runs and can be reached from here, and online.%s.uri in factory.yaml"
            .formatted(isConnecting(cause) ? "reach" : "use", store, place, reason(root), store),
        cause);
  }

  static FactoryException slow(String store, RedisSettings settings) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Online store %s at %s did not answer within %s. Try again, or set online.%s.timeout"
            .formatted(store, withoutPassword(settings.uri()), seconds(settings.timeout()), store));
  }

  static FactoryException interrupted(String store) {
    return new FactoryException(
        Kind.EXTERNAL, "Waiting for online store %s was interrupted".formatted(store));
  }

  /** Readers could not keep up with generations. */
  static FactoryException restless(String store, ViewId view) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot read %s in online store %s: it is being rebuilt again and again. Try again"
            .formatted(view, store));
  }

  /** The server came back with an older state while a session wrote. */
  static FactoryException lostRows(String store, ViewId view) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Stopped publishing %s to online store %s: the server has lost rows that it had taken, by a restart, a failover or eviction. What it serves is whole. Run the same command again"
            .formatted(view, store));
  }

  static FactoryException otherShards(String store, String found, int expected) {
    return new FactoryException(
        Kind.USER,
        "Online store %s has %s parts (online.%s.shards says %d). Say the same as all who use it"
            .formatted(store, found, store, expected));
  }

  static FactoryException hashesInParts(boolean cluster, int shards) {
    return new FactoryException(
        Kind.USER,
        "layout: hash with cluster: %s, shards: %d (expected: one server or its sentinels, and one part)"
            .formatted(cluster, shards));
  }

  static FactoryException wrongTemplate(String template) {
    return new FactoryException(
        Kind.USER,
        "template of hashes: %s (expected: a text with names in braces and something between them, such as %s)"
            .formatted(template, HashLayout.KEY));
  }

  static FactoryException unknownInTemplate(
      String store, String setting, List<String> templates, ViewId view, Set<String> known) {
    return new FactoryException(
        Kind.USER,
        "Cannot write %s to online store %s: online.%s.%s: %s has a name that the view has not (expected: names of %s). Add a template for it"
            .formatted(
                view,
                store,
                store,
                setting,
                String.join(", ", templates),
                String.join(", ", known)));
  }

  static FactoryException noFeatureInField(String store, String template) {
    return new FactoryException(
        Kind.USER,
        "online.%s.field: %s (expected: a template with {feature})".formatted(store, template));
  }

  static FactoryException ambiguousFields(String store, String template, String one, String other) {
    return new FactoryException(
        Kind.USER,
        "online.%s.field: %s gives fields that cannot be told apart, %s and %s. Put something between {feature} and the key that no feature has in its name, such as a colon"
            .formatted(store, template, one, other));
  }

  static FactoryException sharedHash(String store, ViewId view, String other, String overlap) {
    return new FactoryException(
        Kind.USER,
        "Cannot write %s to online store %s: %s writes the same hashes and fields (%s). Put {view} into online.%s.key or online.%s.field"
            .formatted(view, store, other, overlap, store, store));
  }

  static ScanOvertakenException overtaken(String store, ViewId view) {
    return new ScanOvertakenException(
        "%s in online store %s was written while it was read. Run the same command again"
            .formatted(view, store));
  }

  private static FactoryException failure(String message, @Nullable Throwable cause) {
    return new FactoryException(Kind.EXTERNAL, message, cause);
  }

  private static boolean isConnecting(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof RedisConnectionException) {
        return true;
      }
    }
    return false;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static String reason(Throwable root) {
    String message = root.getMessage();
    return message == null ? root.getClass().getSimpleName() : message.replaceFirst("[.]+$", "");
  }

  private static String seconds(Duration length) {
    return length.toMillis() / 1e3 + " s";
  }
}
