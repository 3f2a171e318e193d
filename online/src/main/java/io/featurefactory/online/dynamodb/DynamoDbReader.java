package io.featurefactory.online.dynamodb;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineProgress.Begun;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Looks up rows. Heads and rows are asked for at once, the rows where the head that was known
 * before says. That head was read before any of these rows, so none is older than it. If it is
 * still the same, the rows are answered with it; else they are asked for again with the new one.
 */
final class DynamoDbReader {
  private static final int ATTEMPTS = 20;

  /** Rows that came later may have been removed meanwhile. */
  private static final Duration LONGEST = Garbage.REST.dividedBy(2);

  private final DynamoDbLink link;
  private final DynamoDbKeys keys;
  private final Clock clock;
  private final RowGets gets;

  /** The heads that came last, of any lookup. */
  private final Map<ViewId, Known> known = new ConcurrentHashMap<>();

  /** A head, and where the rows are that it serves; null for none. */
  private record Known(HeadItem head, @Nullable RowPartitions rows) {}

  DynamoDbReader(DynamoDbLink link, DynamoDbKeys keys, Clock clock) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
    this.gets = new RowGets(link);
  }

  /** Nobody waits meanwhile; fails with what a call that waits would throw. */
  CompletableFuture<List<RowAnswer>> read(List<RowRequest> requests) {
    return requests.isEmpty()
        ? CompletableFuture.completedFuture(List.of())
        : ask(new Lookup(requests), 0);
  }

  private CompletableFuture<List<RowAnswer>> ask(Lookup lookup, int attempt) {
    return lookup
        .ask(attempt > 0)
        .thenCompose(
            answers -> {
              if (answers != null) {
                return CompletableFuture.completedFuture(answers);
              }
              if (attempt + 1 == ATTEMPTS) {
                throw DynamoDbErrors.restless(link.store(), lookup.requests.get(0).view());
              }
              return ask(lookup, attempt + 1);
            });
  }

  /** One lookup. */
  private final class Lookup {
    private final List<RowRequest> requests;

    /** What the next rows are asked for by. */
    private final Map<ViewId, Known> heads = new HashMap<>();

    Lookup(List<RowRequest> requests) {
      this.requests = requests;
      for (RowRequest request : requests) {
        Known before = known.get(request.view());
        if (before != null) {
          heads.put(request.view(), before);
        }
      }
    }

    /**
     * Null if it has to be asked again.
     *
     * @param fresh whether {@link #heads} were read in this lookup, not before it
     */
    CompletableFuture<@Nullable List<RowAnswer>> ask(boolean fresh) {
      long start = System.nanoTime();
      Instant began = clock.instant();
      return gets.fetch(keys()).thenApply(found -> answers(found, fresh, start, began));
    }

    private @Nullable List<RowAnswer> answers(
        Map<ItemKey, Map<String, AttributeValue>> found, boolean fresh, long start, Instant began) {
      Duration byClock = Duration.between(began, clock.instant()); // goes on in a machine's sleep
      boolean inTime =
          byClock.compareTo(LONGEST) < 0 && System.nanoTime() - start < LONGEST.toNanos();
      Map<ViewId, Known> asked = Map.copyOf(heads);
      Map<ViewId, HeadItem> answering = new HashMap<>();
      for (RowRequest request : requests) {
        ViewId view = request.view();
        Known now = learn(view, asked.get(view), found.get(keys.head(view)));
        HeadItem answers = answering(asked.get(view), now, fresh);
        if (answers != null) {
          answering.put(view, answers);
        }
      }
      if (!inTime || !answering.keySet().containsAll(heads.keySet())) {
        return null;
      }
      return requests.stream().map(r -> answer(r, answering, asked, found)).toList();
    }

    private Set<ItemKey> keys() {
      Set<ItemKey> wanted = new LinkedHashSet<>();
      for (RowRequest request : requests) {
        wanted.add(keys.head(request.view()));
        Known view = heads.get(request.view());
        RowPartitions rows = view == null ? null : view.rows();
        if (rows != null) {
          request.keys().forEach(key -> wanted.add(rows.row(key)));
        }
      }
      return wanted;
    }

    private Known learn(
        ViewId view, @Nullable Known before, @Nullable Map<String, AttributeValue> item) {
      HeadItem head = Heads.decode(item);
      if (before != null && before.head().equals(head)) {
        return before;
      }
      RowSpace served = head.served();
      Known now = new Known(head, served == null ? null : keys.rows(view, served));
      known.put(view, now);
      heads.put(view, now);
      return now;
    }
  }

  /** The head that the rows are answered with; null if they are to be asked for again. */
  private static @Nullable HeadItem answering(@Nullable Known asked, Known now, boolean fresh) {
    RowSpace served = now.head().served();
    if (served == null) {
      return now.head(); // there are no rows
    }
    if (asked == null || !served.equals(asked.head().served())) {
      return null;
    }
    if (asked.head().servesAs(now.head())) {
      return now.head();
    }
    return fresh ? asked.head() : null; // a run came meanwhile; the rows may be of before or after
  }

  private RowAnswer answer(
      RowRequest request,
      Map<ViewId, HeadItem> answering,
      Map<ViewId, Known> asked,
      Map<ItemKey, Map<String, AttributeValue>> found) {
    HeadItem head = answering.get(request.view());
    OnlineProgress progress = head == null ? null : head.head().progress();
    Known view = asked.get(request.view());
    RowPartitions partitions = view == null ? null : view.rows();
    if (progress == null || partitions == null) {
      return new RowAnswer(null, Collections.nCopies(request.keys().size(), null));
    }
    requireTombstones(request.view(), progress);
    List<@Nullable StoredRow> rows = new ArrayList<>(request.keys().size());
    for (byte[] key : request.keys()) {
      Map<String, AttributeValue> item = found.get(partitions.row(key));
      StoredRow row = item == null ? null : RowItem.row(item);
      rows.add(row != null && row.deleted() && row.run() <= progress.run() ? null : row);
    }
    return new RowAnswer(progress, rows);
  }

  /** A key that became empty in the open run must not look as if it had never been there. */
  private void requireTombstones(ViewId view, OnlineProgress progress) {
    Begun begun = progress.begun();
    if (begun != null
        && clock.instant().isAfter(begun.started().plus(DynamoDbWriter.TOMBSTONE_LIFE))) {
      throw DynamoDbErrors.openTooLong(link.store(), view, begun);
    }
  }
}
