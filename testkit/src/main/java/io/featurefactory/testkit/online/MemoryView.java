package io.featurefactory.testkit.online;

import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.StoredRow;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the store in memory has of one view. Guarded by the store's lock. */
final class MemoryView {
  int lastGeneration;
  @Nullable Generation current;
  OnlineProgress.@Nullable Begun begun;
  List<Generation> spare = new ArrayList<>();
  @Nullable Building building;
  final Map<Integer, Map<ByteBuffer, StoredRow>> rows = new HashMap<>();
  final Map<ByteBuffer, Long> tombstones = new HashMap<>();

  /** A generation that is being built, and what was served when that began. */
  record Building(
      int number,
      String origin,
      @Nullable Generation replaces,
      OnlineProgress.@Nullable Begun begun) {}

  @Nullable OnlineProgress progress() {
    return current == null ? null : new OnlineProgress(current, begun, spare);
  }

  Map<ByteBuffer, StoredRow> currentRows() {
    return current == null ? Map.of() : rowsOf(current.number());
  }

  Map<ByteBuffer, StoredRow> rowsOf(int generation) {
    return rows.computeIfAbsent(generation, g -> new HashMap<>());
  }

  RowAnswer answer(List<byte[]> keys) {
    List<@Nullable StoredRow> found = new ArrayList<>();
    for (byte[] key : keys) {
      found.add(find(ByteBuffer.wrap(key)));
    }
    return new RowAnswer(progress(), found);
  }

  private @Nullable StoredRow find(ByteBuffer key) {
    StoredRow row = currentRows().get(key);
    Long tombstone = tombstones.get(key);
    return row != null || tombstone == null ? row : StoredRow.tombstone(tombstone);
  }

  void publish(RowChange change) {
    ByteBuffer key = ByteBuffer.wrap(change.key().clone());
    if (change.deletes()) {
      currentRows().remove(key);
      tombstones.put(key, change.run());
    } else {
      currentRows().put(key, StoredRow.of(change.run(), change.row().clone(), 0));
    }
  }

  void build(int generation, RowChange change) {
    StoredRow row = StoredRow.of(change.run(), change.row().clone(), 0);
    rowsOf(generation).put(ByteBuffer.wrap(change.key().clone()), row);
  }

  void drop() {
    current = null;
    begun = null;
    building = null;
    spare.clear();
    rows.clear();
    tombstones.clear();
  }
}
