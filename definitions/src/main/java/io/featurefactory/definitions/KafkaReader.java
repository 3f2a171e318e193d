package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.KafkaLogin;
import io.featurefactory.definitions.FactorySettings.KafkaLogin.Mechanism;
import io.featurefactory.definitions.FactorySettings.KafkaSettings;
import io.featurefactory.definitions.FactorySettings.KafkaTls;
import io.featurefactory.definitions.FactorySettings.RegistrySettings;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code kafka:} of factory.yaml: clusters by name. */
final class KafkaReader {
  private static final String EXAMPLE = "{brokers: \"localhost:9092\"}";
  private static final String BROKERS = "HOST:PORT of some brokers, with commas between";
  private static final Pattern ROOT = Pattern.compile("https?://[^\\s?#@]+");
  private static final String TLS = "true, or {ca: ca.pem, certificate: shop.pem, key: shop.key}";
  private static final String LOGIN =
      "{mechanism: scram-sha-512, user: shop, password: \"${KAFKA_PASSWORD}\"}";
  private static final List<String> TYPES = List.of("confluent", "apicurio");
  private static final String REGISTRY = "{type: confluent, url: \"http://localhost:8081\"}";
  private static final String URL =
      "the root of the registry, such as http://localhost:8081 or http://localhost:8080/apis/registry/v3";
  private static final String PROPERTIES = "names and values as Kafka's documentation has them";

  private final MappingReader reader;
  private final Faults faults;

  KafkaReader(MappingReader reader, Faults faults) {
    this.reader = reader;
    this.faults = faults;
  }

  Map<String, KafkaSettings> read() {
    Map<String, KafkaSettings> clusters = new LinkedHashMap<>();
    YamlMapping mapping = reader.mapping("kafka", "names with clusters, default: " + EXAMPLE);
    if (mapping == null) {
      return clusters;
    }
    for (YamlMapping.Entry entry : mapping.entries()) {
      Names.isDefinition(entry.key(), "cluster", faults);
      if (entry.value() instanceof YamlMapping cluster) {
        KafkaSettings settings = cluster(cluster);
        if (settings != null) {
          clusters.put(entry.key().text(), settings);
        }
      } else {
        faults.add(
            entry.value().position(),
            DefinitionErrors.unexpected(entry.key().text(), entry.value().describe(), EXAMPLE));
      }
    }
    return clusters;
  }

  private @Nullable KafkaSettings cluster(YamlMapping written) {
    MappingReader cluster = new MappingReader(written, faults);
    YamlScalar brokers = cluster.requiredScalar("brokers", BROKERS);
    if (brokers != null
        && !brokers.text().matches("[^\\s,:]+:[0-9]+(\\s*,\\s*[^\\s,:]+:[0-9]+)*")) {
      cluster.unexpected("brokers", brokers, BROKERS);
    }
    Map<String, String> properties = new LinkedHashMap<>();
    YamlMapping others = cluster.mapping("properties", PROPERTIES);
    if (others != null) {
      MappingReader names = new MappingReader(others, faults);
      for (YamlMapping.Entry entry : others.entries()) {
        YamlScalar value = names.scalar(entry.key().text(), PROPERTIES);
        if (value != null) {
          properties.put(entry.key().text(), value.text());
        }
      }
    }
    KafkaTls tls = tls(cluster);
    KafkaLogin login = login(cluster);
    YamlMapping registry = cluster.mapping("registry", REGISTRY);
    RegistrySettings settings = registry == null ? null : registry(registry);
    cluster.refuseOthers();
    return brokers == null
        ? null
        : new KafkaSettings(brokers.text(), tls, login, properties, settings);
  }

  private @Nullable KafkaTls tls(MappingReader cluster) {
    if (cluster.find("tls") instanceof YamlScalar scalar) {
      YamlScalar text = cluster.scalar("tls", TLS);
      if (text != null && !text.text().equals("true") && !text.text().equals("false")) {
        cluster.unexpected("tls", scalar, TLS);
      }
      return text != null && text.text().equals("true") ? new KafkaTls(null, null, null) : null;
    }
    YamlMapping written = cluster.mapping("tls", TLS);
    if (written == null) {
      return null;
    }
    MappingReader tls = new MappingReader(written, faults);
    YamlScalar ca = tls.scalar("ca", "a file of certificates to trust, in PEM");
    YamlScalar certificate = tls.scalar("certificate", "a file in PEM, with key");
    YamlScalar key = tls.scalar("key", "the file of the certificate's key, in PEM");
    if ((certificate == null) != (key == null)) {
      faults.add(
          tls.position(),
          certificate == null
              ? DefinitionErrors.missing("certificate", "the file that the key belongs to")
              : DefinitionErrors.missing("key", "the file of the certificate's key"));
    }
    tls.refuseOthers();
    return new KafkaTls(text(ca), text(certificate), text(key));
  }

  private static @Nullable String text(@Nullable YamlScalar scalar) {
    return scalar == null ? null : scalar.text();
  }

  private @Nullable KafkaLogin login(MappingReader cluster) {
    YamlMapping written = cluster.mapping("login", LOGIN);
    if (written == null) {
      return null;
    }
    MappingReader login = new MappingReader(written, faults);
    List<String> words = Arrays.stream(Mechanism.values()).map(Mechanism::word).toList();
    YamlScalar word = login.requiredScalar("mechanism", "one of " + String.join(", ", words));
    Mechanism mechanism = word == null ? null : Mechanism.find(word.text());
    if (word != null && mechanism == null) {
      faults.add(word.position(), DefinitionErrors.unknown("mechanism", word.text(), words));
    }
    boolean named = mechanism != null && mechanism != Mechanism.IAM;
    YamlScalar user = named ? login.requiredScalar("user", "a name") : null;
    YamlScalar password = named ? login.requiredScalar("password", "${VARIABLE}") : null;
    if (mechanism != null) {
      login.refuseOthers();
    }
    return mechanism == null || (named && (user == null || password == null))
        ? null
        : new KafkaLogin(
            mechanism, user == null ? "" : user.text(), password == null ? "" : password.text());
  }

  private @Nullable RegistrySettings registry(YamlMapping written) {
    MappingReader registry = new MappingReader(written, faults);
    YamlScalar type = registry.requiredScalar("type", "one of " + String.join(", ", TYPES));
    if (type != null && !TYPES.contains(type.text())) {
      faults.add(type.position(), DefinitionErrors.unknown("type", type.text(), TYPES));
    }
    YamlScalar url = registry.requiredScalar("url", URL);
    boolean isUrl = url != null && ROOT.matcher(url.text()).matches();
    if (url != null && !isUrl) {
      registry.unexpected("url", url, URL);
    }
    String user = registry.textOrEmpty("user");
    String password = registry.textOrEmpty("password");
    String token = registry.textOrEmpty("token");
    if (user.isEmpty() != password.isEmpty()) {
      faults.add(
          registry.position(),
          user.isEmpty()
              ? DefinitionErrors.missing("user", "the name that the password belongs to")
              : DefinitionErrors.missing("password", "${VARIABLE}"));
    }
    if (!user.isEmpty() && !token.isEmpty()) {
      faults.add(registry.position(), DefinitionErrors.both("user", "token"));
    }
    registry.refuseOthers();
    if (type == null || url == null || !isUrl) {
      return null;
    }
    return new RegistrySettings(
        type.text().equals("apicurio"), URI.create(url.text()), user, password, token);
  }
}
