package io.featurefactory.ingest;

import io.featurefactory.ingest.registry.AvroDecoder;
import io.featurefactory.ingest.registry.ProtobufDecoder;
import io.featurefactory.ingest.registry.RegistryAddress;
import io.featurefactory.ingest.registry.UnreadableValueException;
import io.featurefactory.ingest.registry.ValueDecoder;
import io.featurefactory.lake.StreamBatch;
import io.featurefactory.lake.StreamPartition;
import io.featurefactory.model.EventStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Puts records into batches, as lines of JSON whatever their format. For one thread. */
final class RecordIntake {
  private static final int SHOWN_BYTES = 720;

  private final boolean keys;
  private final @Nullable ValueDecoder decoder;

  /**
   * For records of a cluster.
   *
   * @param keys whether the keys of records are kept
   */
  RecordIntake(EventStream.Format format, KafkaCluster cluster, boolean keys) {
    this.keys = keys;
    this.decoder = decoder(format, cluster);
  }

  private static @Nullable ValueDecoder decoder(EventStream.Format format, KafkaCluster cluster) {
    if (format == EventStream.Format.JSON) {
      return null;
    }
    RegistryAddress registry = cluster.registry();
    if (registry == null) {
      throw IngestErrors.noRegistry(cluster, format);
    }
    return format == EventStream.Format.AVRO
        ? new AvroDecoder(registry)
        : new ProtobufDecoder(registry);
  }

  /**
   * Adds a record to a batch, or puts it aside.
   *
   * @throws io.featurefactory.ingest.registry.UnknownSchemaException if its schema cannot be had
   */
  void take(ConsumerRecord<byte[], byte[]> record, StreamPartition partition, StreamBatch batch) {
    byte[] value = record.value();
    try {
      byte[] json =
          decoder == null || value == null ? value : decoder.json(value, record.headers());
      byte[] key = keys ? record.key() : null;
      batch.add(partition, record.offset(), record.timestamp(), key, json);
    } catch (UnreadableValueException e) {
      batch.putAside(partition, record.offset(), record.timestamp(), e.reason(), inBase64(value));
    }
  }

  /** The begin of bytes that are no text. */
  private static byte[] inBase64(byte[] value) {
    byte[] begin = Arrays.copyOf(value, Math.min(value.length, SHOWN_BYTES));
    return ("base64:" + Base64.getEncoder().encodeToString(begin))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
