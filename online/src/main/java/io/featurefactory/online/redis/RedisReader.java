package io.featurefactory.online.redis;

import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.StoredValue;
import io.featurefactory.online.ViewHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Looks up rows: one command for each part that is touched, all at once. The keys of rows name
 * their generation, so the one that was served last is taken, and another asked for if the head
 * that comes with the rows says so.
 */
final class RedisReader {
  private static final int ATTEMPTS = 20;

  private final RedisLink link;
  private final RedisKeys keys;
  private final Eviction eviction;
  private final Map<ViewId, Known> known = new ConcurrentHashMap<>();

  /**
   * What is known of a view: the head of part 0, and what the rows of its generation begin with, by
   * part.
   */
  private static final class Known {
    private final HeadValue head;
    private final byte[][] rows;
    private final AtomicReferenceArray<HeadValue> parts;

    Known(HeadValue head, byte[][] rows) {
      this.head = head;
      this.rows = rows;
      this.parts = new AtomicReferenceArray<>(rows.length);
    }

    /** The head of another part, which is decoded only when it has changed. */
    HeadValue part(int shard, byte @Nullable [] bytes) {
      HeadValue before = parts.get(shard);
      if (before != null && bytes != null && before.has(bytes)) {
        return before;
      }
      HeadValue now = HeadValue.decode(bytes);
      parts.set(shard, now);
      return now;
    }

    boolean isServed() {
      return rows.length > 0;
    }

    boolean hasGenerationOf(@Nullable Known other) {
      return other == this
          || (other != null && other.isServed() && Arrays.equals(rows[0], other.rows[0]));
    }
  }

  RedisReader(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
    this.eviction = new Eviction(link, keys.shards());
  }

  /** Nobody waits meanwhile; fails with what a call that waits would throw. */
  CompletableFuture<List<RowAnswer>> read(List<RowRequest> requests) {
    return requests.isEmpty()
        ? CompletableFuture.completedFuture(List.of())
        : ask(new Lookup(requests), 1);
  }

  private CompletableFuture<List<RowAnswer>> ask(Lookup lookup, int attempt) {
    return lookup
        .ask()
        .thenCompose(
            answers -> {
              if (answers != null) {
                return CompletableFuture.completedFuture(answers);
              }
              if (attempt == ATTEMPTS) {
                throw RedisErrors.restless(link.store(), lookup.requests.get(0).view());
              }
              return ask(lookup, attempt + 1);
            });
  }

  /** The heads of a view's parts, of one moment as far as matters. */
  List<HeadValue> heads(ViewId view) {
    Heads all = new Heads(link, keys);
    List<HeadValue> heads = all.readAll(view);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<HeadValue> before = heads;
      if (Parts.progress(heads) != null || heads.get(0).head().current() == null) {
        return heads;
      }
      heads = all.readAll(view);
      if (heads.get(0).has(before.get(0).bytes())) {
        return heads; // a part has lost its rows
      }
    }
    throw RedisErrors.restless(link.store(), view);
  }

  private Known known(ViewId view, byte @Nullable [] bytes) {
    Known before = known.get(view);
    if (before != null && bytes != null && before.head.has(bytes)) {
      return before;
    }
    HeadValue head = HeadValue.decode(bytes);
    Generation current = head.head().current();
    byte[][] rows = new byte[current == null ? 0 : keys.shards().count()][];
    for (int shard = 0; shard < rows.length && current != null; shard++) {
      rows[shard] = keys.rows(shard, view, current.number());
    }
    Known now = new Known(head, rows);
    known.put(view, now);
    return now;
  }

  /** What is asked of a part. */
  private static final class Part {
    private final List<byte[]> keys = new ArrayList<>();
    private @Nullable CompletableFuture<List<byte @Nullable []>> answer;

    int add(byte[] key) {
      keys.add(key);
      return keys.size() - 1;
    }
  }

  /** One lookup. */
  private final class Lookup {
    private final List<RowRequest> requests;
    private final Known[] expected;

    /** The heads of views of which a part did not have the generation. */
    private final Set<HeadValue> incomplete = new HashSet<>();

    Lookup(List<RowRequest> requests) {
      this.requests = requests;
      this.expected = new Known[requests.size()];
    }

    /** Null if the generations were not those that were asked for. */
    CompletableFuture<@Nullable List<RowAnswer>> ask() {
      Part[] parts = new Part[keys.shards().count()];
      List<Asked> asked = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        expected[i] = known.get(requests.get(i).view());
        asked.add(ask(requests.get(i), expected[i], parts));
      }
      CompletableFuture<String> statistics = send(parts);
      List<CompletableFuture<?>> sent = new ArrayList<>();
      for (Part part : parts) {
        if (part != null) {
          sent.add(part.answer);
        }
      }
      return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
          .thenCompose(all -> eviction.silent(missing(parts), statistics))
          .handle(
              (silent, failure) -> {
                if (failure != null) {
                  throw link.failure(failure);
                }
                return answers(asked, parts, silent);
              });
    }

    /** Null if the server's statistics are not asked for, too. */
    private @Nullable CompletableFuture<String> send(Part[] parts) {
      int keyCount = 0;
      int last = 0;
      for (int shard = 0; shard < parts.length; shard++) {
        if (parts[shard] != null) {
          keyCount += parts[shard].keys.size();
          last = shard;
        }
      }
      boolean asks = eviction.isWorthAsking(keyCount);
      for (int shard = 0; shard < last; shard++) {
        if (parts[shard] != null) {
          parts[shard].answer = link.values(parts[shard].keys, shard);
        }
      }
      if (!asks) {
        parts[last].answer = link.values(parts[last].keys, last);
        return null;
      }
      RedisLink.ValuesThenStatistics both = link.valuesThenStatistics(parts[last].keys, last);
      parts[last].answer = both.values();
      return both.statistics();
    }

    /** The parts that do not have all that was asked of them. */
    private BitSet missing(Part[] parts) {
      BitSet missing = new BitSet();
      for (int shard = 0; shard < parts.length; shard++) {
        Part part = parts[shard];
        if (part != null && part.answer != null && part.answer.join().contains(null)) {
          missing.set(shard);
        }
      }
      return missing;
    }

    /**
     * @param silent the parts in which a missing row says nothing
     */
    private @Nullable List<RowAnswer> answers(List<Asked> asked, Part[] parts, BitSet silent) {
      List<RowAnswer> answers = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        Asked one = asked.get(i);
        Known now = known(requests.get(i).view(), value(parts, 0, one.head));
        if (!now.isServed()) {
          answers.add(nothing(requests.get(i)));
        } else if (!now.hasGenerationOf(expected[i])) {
          return null;
        } else {
          RowAnswer answer = answer(requests.get(i), now, one, parts, silent);
          if (answer.progress() == null && incomplete.add(now.head)) {
            return null; // it may have been replaced and removed between the answers of two parts
          }
          answers.add(answer);
        }
      }
      return answers;
    }

    private Asked ask(RowRequest request, @Nullable Known view, Part[] parts) {
      Asked asked = new Asked(request.keys().size(), parts.length);
      asked.head = part(parts, 0).add(keys.head(0, request.view()));
      if (view == null || !view.isServed()) {
        return asked;
      }
      for (int i = 0; i < request.keys().size(); i++) {
        byte[] key = request.keys().get(i);
        int shard = keys.shards().of(key);
        if (shard > 0 && asked.heads[shard] < 0) {
          asked.heads[shard] = part(parts, shard).add(keys.head(shard, request.view()));
        }
        asked.shard[i] = shard;
        asked.row[i] = part(parts, shard).add(RedisKeys.row(view.rows[shard], key));
      }
      return asked;
    }

    private RowAnswer answer(
        RowRequest request, Known view, Asked asked, Part[] parts, BitSet silent) {
      OnlineProgress progress = view.head.head().progress();
      HeadValue[] heads = new HeadValue[parts.length];
      heads[0] = view.head;
      for (int shard = 1; shard < parts.length && progress != null; shard++) {
        if (asked.heads[shard] >= 0) {
          byte[] bytes = value(parts, shard, asked.heads[shard]);
          heads[shard] = view.part(shard, bytes);
          progress = Parts.least(progress, heads[shard]);
        }
      }
      if (progress == null) {
        return nothing(request);
      }
      List<@Nullable StoredRow> rows = new ArrayList<>(request.keys().size());
      for (int i = 0; i < request.keys().size(); i++) {
        byte[] value = value(parts, asked.shard[i], asked.row[i]);
        if (value == null && silent.get(asked.shard[i])) {
          rows.add(StoredRow.UNKNOWN);
        } else {
          StoredRow row =
              value == null
                  ? StoredRow.tombstone(run(progress, heads[asked.shard[i]].head()))
                  : StoredValue.decode(value);
          rows.add(row.deleted() && row.run() <= progress.run() ? null : row);
        }
      }
      return new RowAnswer(progress, rows);
    }

    /** The run that a part has whole, which its missing rows are of. */
    private static long run(OnlineProgress progress, ViewHead part) {
      Generation current = part.current();
      return current != null && part.isAtLeast(progress.current().number(), progress.run())
          ? current.published().run()
          : progress.run();
    }

    private Part part(Part[] parts, int shard) {
      if (parts[shard] == null) {
        parts[shard] = new Part();
      }
      return parts[shard];
    }

    private byte @Nullable [] value(Part[] parts, int shard, int at) {
      CompletableFuture<List<byte @Nullable []>> answer = part(parts, shard).answer;
      return answer == null ? null : link.await(answer).get(at);
    }
  }

  /** Where the answers for a request are: the index in what was asked of a part. */
  private static final class Asked {
    private int head;
    private final int[] heads;
    private final int[] shard;
    private final int[] row;

    Asked(int rows, int shards) {
      heads = new int[shards];
      Arrays.fill(heads, -1);
      shard = new int[rows];
      row = new int[rows];
    }
  }

  private static RowAnswer nothing(RowRequest request) {
    return new RowAnswer(null, Collections.nCopies(request.keys().size(), null));
  }
}
