package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.Credentials;
import io.featurefactory.definitions.FactorySettings.Hashes;
import io.featurefactory.definitions.FactorySettings.Iam;
import io.featurefactory.definitions.FactorySettings.PasswordFile;
import io.featurefactory.definitions.FactorySettings.Redis;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the settings of a Redis. */
final class RedisReader {
  private static final int MOST_SHARDS = 1024;
  private static final List<String> LAYOUTS = List.of("packed", "hash");
  private static final List<String> CREDENTIALS = List.of("file", "iam");
  private static final String TRUE_OR_FALSE = "true or false";

  private final MappingReader reader;
  private final Faults faults;

  RedisReader(MappingReader reader, Faults faults) {
    this.reader = reader;
    this.faults = faults;
  }

  /** Null if a fault is in what is needed. */
  @Nullable Redis read() {
    YamlScalar uri = reader.requiredScalar("uri", "a URI such as redis://localhost:6379");
    boolean cluster = flag(reader, "cluster");
    Integer shards = reader.positiveInteger("shards");
    if (shards != null && shards > MOST_SHARDS) {
      faults.add(
          reader.positionOf("shards"),
          DefinitionErrors.unexpected(
              "shards", "'" + shards + "'", "a whole number of at most " + MOST_SHARDS));
    }
    Duration timeout = reader.timeout("timeout");
    YamlScalar ca = reader.scalar("ca", "a file with certificates, such as ca.pem");
    Credentials credentials = credentials();
    Hashes hashes = hashes(cluster || (shards != null && shards > 1));
    return uri == null
        ? null
        : new Redis(
            uri.text(),
            cluster,
            shards,
            timeout,
            ca == null ? null : ca.text(),
            credentials,
            hashes);
  }

  private @Nullable Credentials credentials() {
    YamlMapping mapping =
        reader.mapping("credentials", "{type: file, path: ...} or {type: iam, user: ...}");
    if (mapping == null) {
      return null;
    }
    MappingReader inner = new MappingReader(mapping, faults);
    YamlScalar type = inner.requiredScalar("type", "one of " + String.join(", ", CREDENTIALS));
    if (type == null) {
      return null;
    }
    if (!CREDENTIALS.contains(type.text())) {
      faults.add(
          type.position(),
          DefinitionErrors.unknown("type of credentials", type.written(), CREDENTIALS));
      return null;
    }
    Credentials credentials = type.text().equals("file") ? passwordFile(inner) : iam(inner);
    inner.refuseOthers();
    return credentials;
  }

  private static @Nullable Credentials passwordFile(MappingReader inner) {
    YamlScalar user = inner.scalar("user", "the name of a user");
    YamlScalar path = inner.requiredScalar("path", "a file with the password");
    return path == null ? null : new PasswordFile(user == null ? null : user.text(), path.text());
  }

  private static @Nullable Credentials iam(MappingReader inner) {
    YamlScalar user = inner.requiredScalar("user", "the name of a user of ElastiCache");
    YamlScalar cluster = inner.requiredScalar("cluster", "the name of the replication group");
    YamlScalar region = inner.requiredScalar("region", "a region such as eu-west-1");
    boolean serverless = flag(inner, "serverless");
    return user == null || cluster == null || region == null
        ? null
        : new Iam(user.text(), cluster.text(), region.text(), serverless);
  }

  private @Nullable Hashes hashes(boolean inParts) {
    YamlScalar layout = reader.scalar("layout", "one of " + String.join(", ", LAYOUTS));
    List<String> keys = texts("key", "a template such as features:{key_name}:{key}");
    List<String> fields = texts("field", "a template such as {feature}");
    if (layout != null && !LAYOUTS.contains(layout.text())) {
      reader.unexpected("layout", layout, "one of " + String.join(", ", LAYOUTS));
      return null;
    }
    if (layout == null || layout.text().equals("packed")) {
      if (!keys.isEmpty() || !fields.isEmpty()) {
        String key = keys.isEmpty() ? "field" : "key";
        faults.add(
            reader.positionOf(key),
            DefinitionErrors.unexpected(key, "without layout: hash", "layout: hash, or no " + key));
      }
      return null;
    }
    if (inParts) {
      reader.unexpected("layout", layout, "packed, in a cluster or with several shards");
    }
    return new Hashes(keys, fields);
  }

  /** One text, or a list of them. */
  private List<String> texts(String key, String expectation) {
    if (reader.find(key) instanceof YamlSequence) {
      return reader.texts(key, expectation).stream().map(YamlScalar::text).toList();
    }
    YamlScalar one = reader.scalar(key, expectation);
    return one == null ? List.of() : List.of(one.text());
  }

  private static boolean flag(MappingReader reader, String key) {
    YamlScalar scalar = reader.scalar(key, TRUE_OR_FALSE);
    if (scalar == null || scalar.text().equals("false")) {
      return false;
    }
    if (!scalar.text().equals("true")) {
      reader.unexpected(key, scalar, TRUE_OR_FALSE);
    }
    return true;
  }
}
