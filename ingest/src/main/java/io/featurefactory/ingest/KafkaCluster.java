package io.featurefactory.ingest;

import java.util.Map;
import java.util.TreeMap;

/**
 * Where a cluster of Kafka is, and who asks it. Its text shows no secrets.
 *
 * @param name in the settings of the project, for messages
 * @param brokers some of its brokers, {@code HOST:PORT,HOST:PORT}
 * @param properties of Kafka's clients beside these, such as those of security
 */
public record KafkaCluster(String name, String brokers, Map<String, String> properties) {
  public KafkaCluster {
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "KafkaCluster[name=%s, brokers=%s, properties=%s]"
        .formatted(name, brokers, new TreeMap<>(properties).keySet());
  }
}
