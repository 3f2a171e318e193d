package io.featurefactory.online.redis;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.SchemaWriter;
import io.featurefactory.online.StoredValue;
import io.featurefactory.online.ViewHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A session: scripts that compare before they change, part by part. */
final class RedisWriter implements SchemaWriter {
  /** Until then a publish that died has to go on. */
  static final Duration TOMBSTONE_LIFE = Duration.ofDays(7);

  /** So many, because Lua takes some thousand arguments at once. */
  private static final int ROWS_AT_ONCE = 500;

  private final RedisLink link;
  private final RedisKeys keys;
  private final Heads heads;
  private final Garbage garbage;
  private final int shards;

  /** What this session has begun: the parts that have the run already, unlike the others. */
  private final Map<OpenRun, BitSet> ahead = new ConcurrentHashMap<>();

  /** Generations that this session has seen being built; they never are again. */
  private final Set<Built> building = ConcurrentHashMap.newKeySet();

  /** The views that are written as hashes, too. */
  private final Map<ViewId, HashMirror> mirrors = new ConcurrentHashMap<>();

  private record OpenRun(ViewId view, int generation, long run) {}

  private record Built(ViewId view, int generation) {}

  RedisWriter(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
    this.heads = new Heads(link, keys);
    this.garbage = new Garbage(link, keys);
    this.shards = keys.shards().count();
  }

  @Override
  public void describe(ViewId view, List<String> columns, RowSchema schema) {
    HashLayout layout = link.settings().hash();
    if (layout == null) {
      return;
    }
    List<String> features = schema.columns().stream().map(RowSchema.Column::name).toList();
    HashForm form = HashForm.of(link.store(), layout, keys.project(), view, columns, features);
    HashMirror mirror = HashMirror.open(link, keys, view, form, schema);
    if (mirror != null) {
      mirror.follow();
      mirrors.put(view, mirror);
    }
  }

  @Override
  public Instant beginRun(ViewId view, int generation, long after, long run, Instant now) {
    if (run <= after) {
      throw new IllegalArgumentException("run: %d (expected: after %d)".formatted(run, after));
    }
    follow(view);
    BitSet done = new BitSet();
    Instant started = now;
    for (int shard = 0; shard < shards; shard++) {
      Instant first = started;
      ViewHead head =
          heads.change(
              shard,
              view,
              h -> h.isAtLeast(generation, run) ? h : h.beginRun(generation, after, run, first));
      if (head.isAtLeast(generation, run)) {
        done.set(shard);
      } else if (shard == 0) {
        started = Objects.requireNonNull(head.begun()).started();
      }
    }
    if (done.cardinality() == shards) {
      throw new FencedException("run %d to begin, the store has it".formatted(run));
    }
    ahead.put(new OpenRun(view, generation, run), done);
    return started;
  }

  @Override
  public void write(RowBatch batch) {
    link.await(writeAsync(batch));
  }

  @Override
  public CompletableFuture<@Nullable Void> writeAsync(RowBatch batch) {
    BitSet done = ahead.get(new OpenRun(batch.view(), batch.generation(), batch.run()));
    boolean builds = done == null && builds(batch);
    if (!isOfKind(batch, builds)) {
      requireOpen(batch, builds, done);
      throw new IllegalArgumentException(
          builds
              ? "batch: a deletion (expected: rows)"
              : "batch: a row of another run (expected: run " + batch.run() + ")");
    }
    byte[] fence =
        builds
            ? HeadValue.number(batch.generation())
            : HeadValue.served(batch.generation(), batch.run());
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    List<List<RowChange>> parts = parts(batch);
    for (int shard = 0; shard < shards; shard++) {
      if (done == null || !done.get(shard)) {
        send(sent, shard, batch, parts.get(shard), builds, fence);
      }
    }
    HashMirror mirror = builds ? null : mirrors.get(batch.view());
    if (mirror != null) {
      sent.addAll(mirror.write(batch));
    }
    if (sent.isEmpty()) {
      requireOpen(batch, builds, done);
    }
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                throw link.failure(failure);
              }
              if (sent.stream().anyMatch(answer -> answer.join() != 1)) {
                throw fenced(batch);
              }
              return null;
            });
  }

  /** Whether the generation is being built; else the run has to be begun. */
  private boolean builds(RowBatch batch) {
    Built built = new Built(batch.view(), batch.generation());
    if (!building.contains(built)) {
      ViewHead head = heads.read(0, batch.view()).head();
      if (!head.isBuilding(batch.generation())) {
        head.requireBegun(batch.generation(), batch.run());
        return false;
      }
      building.add(built);
    }
    return true;
  }

  /** What the scripts would have found, for a batch of which none is sent. */
  private void requireOpen(RowBatch batch, boolean builds, @Nullable BitSet done) {
    ViewHead head = heads.read(0, batch.view()).head();
    if (builds ? !head.isBuilding(batch.generation()) : done == null || !done.get(0)) {
      head.requireBegun(batch.generation(), batch.run());
    }
  }

  private static FencedException fenced(RowBatch batch) {
    return new FencedException(
        "rows of run %d of generation %d, which is no more open"
            .formatted(batch.run(), batch.generation()));
  }

  private static boolean isOfKind(RowBatch batch, boolean builds) {
    return batch.changes().stream()
        .noneMatch(change -> builds ? change.deletes() : change.run() != batch.run());
  }

  private List<List<RowChange>> parts(RowBatch batch) {
    if (shards == 1) {
      return List.of(batch.changes());
    }
    List<List<RowChange>> parts = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      parts.add(new ArrayList<>());
    }
    batch.changes().forEach(c -> parts.get(keys.shards().of(c.key())).add(c));
    return parts;
  }

  private void send(
      List<CompletableFuture<Long>> sent,
      int shard,
      RowBatch batch,
      List<RowChange> changes,
      boolean builds,
      byte[] fence) {
    byte[] head = keys.head(shard, batch.view());
    byte[] rows = keys.rows(shard, batch.view(), batch.generation());
    byte[] place = number(builds ? HeadValue.BUILDING : HeadValue.SERVED);
    for (int from = 0; from < changes.size(); from += ROWS_AT_ONCE) {
      List<RowChange> some = changes.subList(from, Math.min(changes.size(), from + ROWS_AT_ONCE));
      byte[][] touched = new byte[1 + some.size()][];
      byte[][] arguments = new byte[4 + some.size()][];
      touched[0] = head;
      int kept = 0;
      int emptied = some.size();
      for (RowChange change : some) {
        int at = change.deletes() ? --emptied : kept++;
        touched[1 + at] = RedisKeys.row(rows, change.key());
        arguments[4 + at] = StoredValue.encode(change);
      }
      arguments[0] = place;
      arguments[1] = fence;
      arguments[2] = number(kept);
      arguments[3] = number(TOMBSTONE_LIFE.toSeconds());
      sent.add(link.run(RedisScript.WRITE_ROWS, touched, arguments));
    }
  }

  private static byte[] number(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  /** Part 0 last: no other run is begun before all parts have this one. */
  @Override
  public Published finishRun(ViewId view, int generation, Published published) {
    HashMirror mirror = mirrors.get(view);
    if (mirror != null) {
      mirror.finishing(generation, published.run());
    }
    Published finished = finish(view, generation, published);
    if (mirror != null && !mirror.isInStep()) {
      mirror.follow();
    }
    return finished;
  }

  private Published finish(ViewId view, int generation, Published published) {
    for (int shard = shards - 1; shard > 0; shard--) {
      heads.change(
          shard,
          view,
          h -> h.isAtLeast(generation, published.run()) ? h : h.finishRun(generation, published));
    }
    BitSet done = ahead.remove(new OpenRun(view, generation, published.run()));
    if (done != null && done.get(0)) {
      return published; // part 0 has it, and perhaps others after it
    }
    ViewHead head =
        heads.change(
            0,
            view,
            h ->
                h.hasFinished(generation, published.run())
                    ? h
                    : h.finishRun(generation, published));
    return Objects.requireNonNull(head.current()).published();
  }

  @Override
  public int beginGeneration(ViewId view, String origin) {
    follow(view);
    int last =
        heads.readAll(view).stream().mapToInt(h -> h.head().lastGeneration()).max().orElse(0);
    ViewHead first =
        heads.change(
            0, view, h -> h.beginGeneration(Math.max(last, h.lastGeneration()) + 1, origin));
    for (int shard = 1; shard < shards; shard++) {
      heads.change(shard, view, h -> h.beginGeneration(first.lastGeneration(), origin));
    }
    garbage.sweep();
    return first.lastGeneration();
  }

  @Override
  public void switchGeneration(ViewId view, int generation, Published published) {
    follow(view);
    ViewHead head = heads.read(0, view).head();
    if (head.isBuilding(generation)) {
      seal(view, generation);
    } else {
      requireWhole(view, head, generation);
    }
    heads.change(0, view, h -> h.switchGeneration(generation, published));
    follow(view);
    HashMirror mirror = mirrors.get(view);
    if (mirror != null) {
      mirror.follow();
    }
  }

  /** A part that lost writes of a spare, by a failover, would serve rows of another run. */
  private void requireWhole(ViewId view, ViewHead first, int generation) {
    for (Generation spare : first.spare()) {
      if (spare.number() == generation && !RedisReader.isWhole(spare, heads.readAll(view))) {
        throw new FencedException(
            "generation %d to be served, a part does not have it whole".formatted(generation));
      }
    }
  }

  /** Lets readers take rows of the generation from all parts as soon as part 0 serves it. */
  void seal(ViewId view, int generation) {
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    for (int shard = 1; shard < shards; shard++) {
      byte[][] touched = {keys.head(shard, view)};
      sent.add(
          link.run(
              RedisScript.SEAL,
              touched,
              number(HeadValue.BUILDING),
              HeadValue.number(generation),
              number(HeadValue.SEALED),
              HeadValue.number(generation)));
    }
    for (CompletableFuture<Long> answer : sent) {
      if (link.await(answer) != 1) {
        throw new FencedException(
            "generation %d to be served, another is being built".formatted(generation));
      }
    }
  }

  /**
   * Brings the other parts to what part 0 serves, where a writer has left that undone. A part that
   * is not sealed has lost rows, and stays as it is: the view has to be rebuilt.
   */
  private void follow(ViewId view) {
    if (shards == 1) {
      return;
    }
    List<HeadValue> all = heads.readAll(view);
    ViewHead first = all.get(0).head();
    Generation served = first.current();
    for (int shard = 1; shard < shards; shard++) {
      HeadValue part = all.get(shard);
      boolean unsealed =
          served != null
              && part.head().isBuilding(served.number())
              && !part.isSealed(served.number());
      if (!unsealed && !part.head().follows(served)) {
        heads.change(shard, view, h -> h.follow(served));
      }
    }
  }

  @Override
  public void dropGeneration(ViewId view, int generation) {
    follow(view);
    ViewHead head = heads.read(0, view).head();
    boolean needed =
        link.settings().hash() != null && !new HashStates(link, keys).isInStep(view, head);
    if (!needed && head.isSpare(generation)) {
      for (int shard = 0; shard < shards; shard++) {
        heads.change(shard, view, h -> h.dropGeneration(generation));
      }
      garbage.sweep();
    }
  }

  @Override
  public void drop(ViewId view) {
    if (link.settings().hash() != null) {
      new HashStates(link, keys).remove(view);
      mirrors.remove(view);
    }
    if (heads.readAll(view).stream().anyMatch(h -> !h.head().equals(ViewHead.NONE))) {
      for (int shard = 0; shard < shards; shard++) {
        heads.change(shard, view, h -> h.equals(ViewHead.NONE) ? h : h.drop());
      }
      garbage.sweep();
    }
  }

  @Override
  public void close() {
    building.clear();
    ahead.clear();
    mirrors.clear();
  }
}
