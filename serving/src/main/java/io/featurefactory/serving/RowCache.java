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
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Rows that stores answered a moment ago, in the memory of this process ({@code
 * docs/spec/lookups.md}). None is used for longer than its time, nor after a newer run of its view
 * or another generation of its store was answered. For any number of threads.
 */
final class RowCache {
  /** Of an entry, beside the bytes of key and row. */
  private static final int OVERHEAD = 170;

  private final long keepNanos;
  private final Ticker ticker;
  private final Cache<Key, Entry> entries;
  private final Map<Source, Head> heads = new ConcurrentHashMap<>();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * An empty cache.
   *
   * @param ticker by which rows grow old
   */
  RowCache(CacheSettings settings, Ticker ticker) {
    this.keepNanos = settings.keep().toNanos();
    this.ticker = ticker;
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

  /**
   * Where rows come from.
   *
   * @param view {@link ServedView#runKey}
   */
  private record Source(String view, String store) {}

  /** A key of a view. */
  private static final class Key {
    private final Source source;
    private final byte[] bytes;

    Key(Source source, byte[] bytes) {
      this.source = source;
      this.bytes = bytes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && Arrays.equals(bytes, that.bytes)
          && source.equals(that.source);
    }

    @Override
    public int hashCode() {
      return 31 * Arrays.hashCode(bytes) + source.hashCode();
    }
  }

  /** The last generation that a store served, and its run: of others nothing is used. */
  private record Head(int generation, long run) {
    static Head of(OnlineProgress progress) {
      return new Head(progress.current().number(), progress.run());
    }

    /** A rebuild may serve the same run anew, under a greater number. */
    boolean isAfter(Head other) {
      return run == other.run ? generation > other.generation : run > other.run;
    }
  }

  /**
   * What a store had for a key.
   *
   * @param row null if the key had none
   * @param at by the ticker
   */
  private record Entry(OnlineProgress progress, @Nullable StoredRow row, long at) {
    long run() {
      return progress.run();
    }

    /** The one that knows more, of two that were asked for at the same time. */
    Entry newer(Entry other) {
      Head mine = Head.of(progress);
      Head theirs = Head.of(other.progress);
      if (mine.equals(theirs)) {
        return rowRun() > other.rowRun() ? this : other;
      }
      return mine.isAfter(theirs) ? this : other;
    }

    private long rowRun() {
      return row == null ? 0 : row.run();
    }
  }

  /**
   * The rows of keys that are here; the others are {@link StoredRow#UNKNOWN}.
   *
   * @param view {@link ServedView#runKey}
   * @param newestRun the last run of the view that was answered: older rows are not used
   * @return null if there are none
   */
  @Nullable PartialAnswer find(String view, String store, List<byte[]> keys, long newestRun) {
    Source source = new Source(view, store);
    Head head = heads.get(source);
    Entry[] found = new Entry[keys.size()];
    Entry oldest = null;
    int known = 0;
    long now = ticker.read();
    for (int i = 0; i < found.length && head != null; i++) {
      Entry entry = entries.getIfPresent(new Key(source, keys.get(i)));
      if (entry != null && isUsed(entry, head, newestRun, now)) {
        found[i] = entry;
        known++;
        oldest = oldest == null || entry.run() < oldest.run() ? entry : oldest;
      }
    }
    hits.add(known);
    misses.add(found.length - known);
    return oldest == null ? null : answer(store, found, oldest);
  }

  private boolean isUsed(Entry entry, Head head, long newestRun, long now) {
    return entry.progress.current().number() == head.generation
        && entry.run() >= Math.max(newestRun, head.run)
        && now - entry.at < keepNanos;
  }

  private static PartialAnswer answer(String store, Entry[] found, Entry oldest) {
    List<@Nullable StoredRow> rows = new ArrayList<>(found.length);
    for (Entry entry : found) {
      rows.add(
          entry == null
              ? StoredRow.UNKNOWN
              : PartialAnswer.since(oldest.run(), entry.row, entry.run()));
    }
    return new PartialAnswer(store, new RowAnswer(oldest.progress, rows), true, false);
  }

  /** Keeps what a store has answered. */
  void keep(String view, String store, List<byte[]> keys, RowAnswer answer) {
    OnlineProgress progress = Objects.requireNonNull(answer.progress());
    Source source = new Source(view, store);
    heads.merge(source, Head.of(progress), (old, now) -> now.isAfter(old) ? now : old);
    long now = ticker.read();
    for (int i = 0; i < keys.size(); i++) {
      StoredRow row = answer.rows().get(i);
      if (row == null || !row.isUnknown()) {
        Object ignored =
            entries
                .asMap()
                .merge(new Key(source, keys.get(i)), new Entry(progress, row, now), Entry::newer);
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
