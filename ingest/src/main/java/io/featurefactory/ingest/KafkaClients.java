package io.featurefactory.ingest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients of a cluster. */
final class KafkaClients {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int POLLED_RECORDS = 10_000;
  private static final int PARTITION_BYTES = 4 << 20;

  /** Who is silent for so long is taken for dead; if it was not, its next commit is refused. */
  private static final int SESSION_MILLIS = 10_000;

  private final KafkaCluster cluster;

  KafkaClients(KafkaCluster cluster) {
    this.cluster = cluster;
  }

  KafkaCluster cluster() {
    return cluster;
  }

  /** A member of the group; it keeps no offsets of its own. */
  KafkaConsumer<byte[], byte[]> consumer(String group) {
    Map<String, Object> properties = common();
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MILLIS);
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLLED_RECORDS);
    properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, PARTITION_BYTES);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        List.of(CooperativeStickyAssignor.class.getName()));
    properties.putAll(cluster.properties());
    try {
      return new KafkaConsumer<>(
          properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw IngestErrors.badSettings(cluster, e);
    }
  }

  /** One that says it when a record is not on the broker; the caller closes it. */
  KafkaProducer<byte[], byte[]> producer() {
    Map<String, Object> properties = common();
    properties.remove(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
    properties.putAll(cluster.properties());
    try {
      return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw IngestErrors.badSettings(cluster, e);
    }
  }

  /** The caller closes it. */
  Admin admin() {
    Map<String, Object> properties = common();
    properties.putAll(cluster.properties());
    try {
      return Admin.create(properties);
    } catch (KafkaException e) {
      throw IngestErrors.badSettings(cluster, e);
    }
  }

  private Map<String, Object> common() {
    Map<String, Object> properties = new HashMap<>();
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, cluster.brokers());
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, "feature-factory");
    properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    properties.putAll(cluster.security().properties());
    return properties;
  }
}
