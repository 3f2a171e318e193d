package io.featurefactory.ingest;

import io.featurefactory.ingest.registry.RegistryAddress;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where a cluster of Kafka is, and who asks it. Its text shows no secrets.
 *
 * @param name in the settings of the project, for messages
 * @param brokers some of its brokers, {@code HOST:PORT,HOST:PORT}
 * @param properties of Kafka's clients beside these, which count more
 * @param registry of schemas; null if there is none
 */
public record KafkaCluster(
    String name,
    String brokers,
    KafkaSecurity security,
    Map<String, String> properties,
    @Nullable RegistryAddress registry) {
  public KafkaCluster {
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "KafkaCluster[name=%s, brokers=%s, security=%s, properties=%s]"
        .formatted(name, brokers, security, new TreeMap<>(properties).keySet());
  }
}
