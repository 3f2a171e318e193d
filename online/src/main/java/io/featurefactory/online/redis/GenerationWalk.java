package io.featurefactory.online.redis;

import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.StoredValue;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Walks over the rows of a generation on one server, some at a time. */
final class GenerationWalk {
  private static final int KEYS_AT_ONCE = 1_000;

  private final RedisLink link;
  private final RedisKeys keys;
  private final ViewId view;

  GenerationWalk(RedisLink link, RedisKeys keys, ViewId view) {
    this.link = link;
    this.keys = keys;
    this.view = view;
  }

  /** A row or tombstone of the generation. */
  record Row(RowKey key, StoredRow row) {}

  /** The bytes of a key. */
  static final class RowKey {
    private final byte[] bytes;

    RowKey(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  /**
   * Gives all rows that are there all the time, some of them twice, and tombstones: their keys may
   * have been written elsewhere before they were deleted.
   */
  void rows(int generation, Consumer<List<Row>> consumer) {
    String pattern = keys.pattern(RedisKeys.generation(view, generation));
    ScanArgs some = ScanArgs.Builder.matches(pattern).limit(KEYS_AT_ONCE);
    KeyScanCursor<byte[]> cursor = link.await(link.commands().scan(some));
    while (true) {
      consumer.accept(rows(cursor.getKeys(), generation));
      if (cursor.isFinished()) {
        return;
      }
      cursor = link.await(link.commands().scan(cursor, some));
    }
  }

  private List<Row> rows(List<byte[]> names, int generation) {
    List<Row> rows = new ArrayList<>();
    if (!names.isEmpty()) {
      List<byte[]> values = link.await(link.values(names, 0));
      for (int i = 0; i < names.size(); i++) {
        byte[] value = values.get(i);
        if (value != null) {
          RowKey key = new RowKey(keys.keyOf(names.get(i), view, generation));
          rows.add(new Row(key, StoredValue.decode(value)));
        }
      }
    }
    return rows;
  }

  /** Those of the rows whose keys have no row in another generation. */
  List<Row> missingIn(int generation, List<Row> rows) {
    byte[] prefix = keys.rows(0, view, generation);
    List<byte[]> names = rows.stream().map(r -> RedisKeys.row(prefix, r.key().bytes())).toList();
    List<byte[]> values = names.isEmpty() ? List.of() : link.await(link.values(names, 0));
    List<Row> missing = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      byte[] value = values.get(i);
      if (value == null || StoredValue.decode(value).deleted()) {
        missing.add(rows.get(i));
      }
    }
    return missing;
  }
}
