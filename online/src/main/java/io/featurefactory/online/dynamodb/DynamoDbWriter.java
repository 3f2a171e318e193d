package io.featurefactory.online.dynamodb;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.KeyText;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.SchemaWriter;
import io.featurefactory.online.ViewHead;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A session: heads by compare and swap, rows by puts that give way to newer ones. */
final class DynamoDbWriter implements SchemaWriter {
  /** Until then a publish that died has to go on, and a writer that sleeps to wake up. */
  static final Duration TOMBSTONE_LIFE = Duration.ofDays(7);

  private final DynamoDbLink link;
  private final DynamoDbKeys keys;
  private final Clock clock;
  private final Heads heads;
  private final RowPuts puts;
  private final Garbage garbage;
  private final Map<ViewId, ReadableRow> readable = new ConcurrentHashMap<>();

  DynamoDbWriter(DynamoDbLink link, DynamoDbKeys keys, Heads heads, Clock clock) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
    this.heads = heads;
    this.puts = new RowPuts(link);
    this.garbage = new Garbage(link, keys, heads, clock);
  }

  /** Of no effect where items need not be readable. Rows that are there stay as they are. */
  @Override
  public void describe(ViewId view, List<String> keyNames, RowSchema schema) {
    if (link.settings().readable()) {
      readable.put(view, new ReadableRow(keyNames, schema));
    }
  }

  @Override
  public Instant beginRun(ViewId view, int generation, long after, long run, Instant now) {
    ViewHead head = heads.change(view, h -> h.beginRun(generation, after, run, now));
    return Objects.requireNonNull(head.begun()).started();
  }

  @Override
  public void write(RowBatch batch) {
    link.await(writeAsync(batch));
  }

  @Override
  public CompletableFuture<@Nullable Void> writeAsync(RowBatch batch) {
    return heads
        .readAsync(batch.view())
        .thenCompose(head -> puts.put(items(batch, head)))
        .handle(
            (written, failure) -> {
              if (failure != null) {
                throw link.told(failure);
              }
              if (!written) {
                throw new FencedException(
                    "rows of run %d of generation %d, some of which are of a newer run"
                        .formatted(batch.run(), batch.generation()));
              }
              return null;
            });
  }

  /** What is to be put; nothing of a batch that does not fit the head, or the table. */
  private List<Map<String, AttributeValue>> items(RowBatch batch, HeadItem head) {
    boolean builds = head.head().isBuilding(batch.generation());
    if (!builds) {
      head.head().requireBegun(batch.generation(), batch.run());
    }
    RowPartitions partitions = keys.rows(batch.view(), head.spaces().of(batch.generation()));
    Instant expiry = clock.instant().plus(TOMBSTONE_LIFE);
    List<Map<String, AttributeValue>> items = new ArrayList<>(batch.changes().size());
    for (RowChange change : batch.changes()) {
      requireKind(batch, change, builds);
      ItemKey at = partitions.row(change.key());
      Map<String, AttributeValue> others = readable(batch.view(), change);
      int size = RowItem.size(at, change, others);
      if (size > RowItem.LARGEST) {
        throw DynamoDbErrors.tooLarge(link.store(), batch.view(), KeyText.of(change.key()), size);
      }
      items.add(
          builds
              ? RowItem.built(at, change, others)
              : RowItem.published(at, change, others, expiry));
    }
    return items;
  }

  private Map<String, AttributeValue> readable(ViewId view, RowChange change) {
    ReadableRow form = readable.get(view);
    return form == null || change.deletes() ? Map.of() : form.attributes(change);
  }

  private static void requireKind(RowBatch batch, RowChange change, boolean builds) {
    if (builds && change.deletes()) {
      throw new IllegalArgumentException("batch: a deletion (expected: rows)");
    }
    if (!builds && change.run() != batch.run()) {
      throw new IllegalArgumentException(
          "batch: a row of run %d (expected: run %d)".formatted(change.run(), batch.run()));
    }
  }

  @Override
  public Published finishRun(ViewId view, int generation, Published published) {
    ViewHead head =
        heads.change(
            view,
            h ->
                h.hasFinished(generation, published.run())
                    ? h
                    : h.finishRun(generation, published));
    garbage.sweep(); // what was dropped a while ago
    return Objects.requireNonNull(head.current()).published();
  }

  @Override
  public int beginGeneration(ViewId view, String origin) {
    ViewHead head = heads.change(view, h -> h.beginGeneration(origin));
    garbage.sweep();
    return head.lastGeneration();
  }

  @Override
  public void switchGeneration(ViewId view, int generation, Published published) {
    HeadItem found = heads.read(view);
    RowSpace copy = null;
    if (isToCopy(found, generation, published)) {
      copy = copy(view, generation, published);
    }
    RowSpace copied = copy;
    heads.changeItem(view, now -> serve(now, generation, published, copied));
  }

  /**
   * What a head becomes when a generation is switched to.
   *
   * @param copied where its rows have been copied to; null if they stay
   */
  private HeadItem serve(
      HeadItem now, int generation, Published published, @Nullable RowSpace copied) {
    ViewHead next = now.head().switchGeneration(generation, published);
    RowSpaces spaces = now.spaces();
    if (!Objects.equals(copied, copied == null ? null : spaces.copying())
        || (copied == null && isToCopy(now, generation, published))) {
      throw new FencedException(
          "generation %d to be served, which somebody else serves".formatted(generation));
    }
    if (copied != null) {
      spaces = spaces.endCopy(copied, clock.instant());
    }
    return new HeadItem(next, spaces.after(now.head(), next, clock.instant()));
  }

  /**
   * True of a spare generation with a run after the one as which it is to be served: later runs
   * could not take the place of its rows.
   */
  private static boolean isToCopy(HeadItem item, int generation, Published published) {
    return item.head().spare().stream()
        .anyMatch(s -> s.number() == generation && s.published().run() > published.run());
  }

  /** Copies the rows of a spare generation to where no writer has ever been. */
  private RowSpace copy(ViewId view, int generation, Published published) {
    HeadItem begun =
        heads.changeItem(
            view,
            now -> {
              now.head().switchGeneration(generation, published); // fenced before it costs anything
              return new HeadItem(now.head(), now.spaces().beginCopy(generation, clock.instant()));
            });
    RowSpace target = Objects.requireNonNull(begun.spaces().copying());
    RowPartitions from = keys.rows(view, begun.spaces().of(generation));
    RowPartitions to = keys.rows(view, target);
    for (int number = 0; number < RowPartitions.COUNT; number++) {
      RowPages pages = new RowPages(link, from.partition(number), "");
      SdkBytes partition = to.partition(number);
      while (pages.hasNext()) {
        List<Map<String, AttributeValue>> items =
            pages.next().stream().map(item -> RowItem.copied(item, partition)).toList();
        link.await(puts.put(items));
      }
    }
    return target;
  }

  @Override
  public void dropGeneration(ViewId view, int generation) {
    heads.change(view, h -> h.isSpare(generation) ? h.dropGeneration(generation) : h);
    garbage.sweep();
  }

  @Override
  public void drop(ViewId view) {
    heads.change(view, h -> h.equals(ViewHead.NONE) ? h : h.drop());
    garbage.sweep();
  }

  @Override
  public void close() {
    // nothing is held
  }
}
