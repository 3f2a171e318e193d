package io.featurefactory.serving;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.StoredRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Rows that stores answered a moment ago, in the memory of this process ({@code
 * docs/spec/lookups.md}). None is used for longer than its time, nor after a newer run of its view
 * was answered. For any number of threads.
 */
final class RowCache {
  /** Of an entry, beside the bytes of key and row. */
  private static final int OVERHEAD = 150;

  private final Cache<Key, Entry> entries;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * An empty cache.
   *
   * @param ticker by which rows grow old
   */
  RowCache(CacheSettings settings, Ticker ticker) {
    this.entries =
        Caffeine.newBuilder()
            .maximumWeight(settings.bytes())
            .weigher((Key key, Entry entry) -> bytes(key, entry))
            .expireAfterWrite(settings.keep())
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  private static int bytes(Key key, Entry entry) {
    return OVERHEAD + key.bytes.length + (entry.row == null ? 0 : entry.row.bytes().length);
  }

  /** A key of a view of one log. */
  private static final class Key {
    private final String view;
    private final byte[] bytes;

    Key(String view, byte[] bytes) {
      this.view = view;
      this.bytes = bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && Arrays.equals(bytes, that.bytes)
          && view.equals(that.view);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(bytes) + view.hashCode();
    }
  }

  /**
   * What a store had for a key.
   *
   * @param row null if the key had none
   */
  private record Entry(String store, OnlineProgress progress, @Nullable StoredRow row) {
    long run() {
      return progress.run();
    }
  }

  /**
   * The rows of keys that are here; the others are {@link StoredRow#UNKNOWN}.
   *
   * @param view {@link ServedView#runKey}
   * @param newestRun the last run of the view that was answered: older rows are not used
   * @return null if there are none
   */
  @Nullable PartialAnswer find(String view, List<byte[]> keys, long newestRun) {
    Entry[] found = new Entry[keys.size()];
    Entry oldest = null;
    int known = 0;
    for (int i = 0; i < found.length; i++) {
      Entry entry = entries.getIfPresent(new Key(view, keys.get(i)));
      if (entry != null && entry.run() >= newestRun) {
        found[i] = entry;
        known++;
        oldest = oldest == null || entry.run() < oldest.run() ? entry : oldest;
      }
    }
    hits.add(known);
    misses.add(found.length - known);
    return oldest == null ? null : answer(found, oldest);
  }

  private static PartialAnswer answer(Entry[] found, Entry oldest) {
    List<@Nullable StoredRow> rows = new ArrayList<>(found.length);
    for (Entry entry : found) {
      rows.add(
          entry == null
              ? StoredRow.UNKNOWN
              : PartialAnswer.since(oldest.run(), entry.row, entry.run()));
    }
    return new PartialAnswer(oldest.store, new RowAnswer(oldest.progress, rows), false);
  }

  /** Keeps what a store has answered. */
  void keep(String view, String store, List<byte[]> keys, RowAnswer answer) {
    OnlineProgress progress = Objects.requireNonNull(answer.progress());
    for (int i = 0; i < keys.size(); i++) {
      StoredRow row = answer.rows().get(i);
      if (row == null || !row.isUnknown()) {
        entries.put(new Key(view, keys.get(i)), new Entry(store, progress, row));
      }
    }
  }

  /** How many keys were found here. */
  long hits() {
    return hits.sum();
  }

  /** How many keys were not. */
  long misses() {
    return misses.sum();
  }

  /** About the memory that is used. */
  long bytes() {
    return entries.policy().eviction().orElseThrow().weightedSize().orElse(0);
  }
}
