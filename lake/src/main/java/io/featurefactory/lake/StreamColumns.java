package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The columns of a stream's table that say where a row came from. */
final class StreamColumns {
  static final String TOPIC = "kafka_topic";
  static final String PARTITION = "kafka_partition";
  static final String OFFSET = "kafka_offset";
  static final String TIMESTAMP = "kafka_timestamp";
  static final String KEY = "kafka_key";
  static final String VALUE = "kafka_value";

  /** All that there may be, in this order. */
  static final Map<String, DataType> TYPES = types();

  /** Those that are kept only where a source declares them. */
  static final Set<String> ON_REQUEST = Set.of(KEY, VALUE);

  private StreamColumns() {}

  private static Map<String, DataType> types() {
    Map<String, DataType> types = new LinkedHashMap<>();
    types.put(TOPIC, Primitive.VARCHAR);
    types.put(PARTITION, Primitive.BIGINT);
    types.put(OFFSET, Primitive.BIGINT);
    types.put(TIMESTAMP, Primitive.TIMESTAMP);
    types.put(KEY, Primitive.VARCHAR);
    types.put(VALUE, Primitive.VARCHAR);
    return types;
  }

  /** The lines of a batch as a relation: these columns, and {@code line}. */
  static String relation(StreamBatch batch) {
    return """
        (SELECT %s[topic + 1] AS kafka_topic, kafka_partition, kafka_offset,
          make_timestamp(ms * 1000) AS kafka_timestamp, kafka_key, line AS kafka_value, line
        FROM read_csv(%s, auto_detect = false, header = false, hive_partitioning = false,
          delim = %s, quote = '', escape = '', max_line_size = %d,
          columns = {'topic': 'INTEGER', 'kafka_partition': 'BIGINT', 'kafka_offset': 'BIGINT',
            'ms': 'BIGINT', 'kafka_key': 'VARCHAR', 'line': 'VARCHAR'}))"""
        .formatted(
            SqlText.list(batch.topics()),
            SqlText.text(batch.file().toString()),
            SqlText.text(String.valueOf(StreamBatch.SEPARATOR)),
            2 * StreamBatch.MOST_BYTES + 1_000);
  }
}
