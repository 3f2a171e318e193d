package io.featurefactory.online.redis;

import io.featurefactory.model.FencedException;
import io.featurefactory.model.Generation;
import io.featurefactory.model.Published;
import io.featurefactory.model.RowBatch;
import io.featurefactory.model.RowChange;
import io.featurefactory.model.ViewId;
import io.featurefactory.model.WriteReceipt;
import io.featurefactory.model.WriteTicket;
import io.featurefactory.online.RowSchema;
import io.featurefactory.online.SchemaWriter;
import io.featurefactory.online.StoredValue;
import io.featurefactory.online.ViewHead;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A session: scripts that compare before they change, part by part. */
final class RedisWriter implements SchemaWriter {
  /** So many, because Lua takes some thousand arguments at once. */
  private static final int ROWS_AT_ONCE = 500;

  /** In a receipt: whether what was written is in the hashes, too. */
  private static final String HASHES = "hashes";

  private static final String NO_HASHES = "rows";

  private final RedisLink link;
  private final RedisKeys keys;
  private final Heads heads;
  private final Garbage garbage;
  private final Tombstones tombstones;
  private final Followers followers;
  private final int shards;

  /** What this session writes. */
  private final Map<Target, Receipts> open = new ConcurrentHashMap<>();

  /** The views that another session has begun to write. */
  private final Set<ViewId> joined = ConcurrentHashMap.newKeySet();

  /** The views that are written as hashes, too. */
  private final Map<ViewId, HashMirror> mirrors = new ConcurrentHashMap<>();

  /** A run, or a generation that is being built: 0 for its run. */
  private record Target(ViewId view, int generation, long run) {
    boolean builds() {
      return run == 0;
    }

    boolean isOpen(ViewHead head) {
      return builds() ? head.isBuilding(generation) : head.isOpen(generation, run);
    }
  }

  RedisWriter(RedisLink link, RedisKeys keys) {
    this.link = link;
    this.keys = keys;
    this.heads = new Heads(link, keys);
    this.garbage = new Garbage(link, keys);
    this.tombstones = new Tombstones(link, keys);
    this.followers = new Followers(link, keys);
    this.shards = keys.shards().count();
  }

  @Override
  public void describe(ViewId view, List<String> columns, RowSchema schema) {
    boolean leads = !joined.contains(view);
    if (leads) {
      followers.follow(view);
    }
    HashLayout layout = link.settings().hash();
    if (layout == null) {
      return;
    }
    List<String> features = schema.columns().stream().map(RowSchema.Column::name).toList();
    HashForm form = HashForm.of(link.store(), layout, keys.project(), view, columns, features);
    HashMirror mirror = HashMirror.open(link, keys, view, form, schema);
    if (mirror != null) {
      if (leads) {
        mirror.follow();
      } else {
        mirror.look();
      }
      mirrors.put(view, mirror);
    }
  }

  @Override
  public Instant beginRun(ViewId view, int generation, long after, long run, Instant now) {
    if (run <= after) {
      throw new IllegalArgumentException("run: %d (expected: after %d)".formatted(run, after));
    }
    followers.follow(view);
    Receipts receipts = new Receipts(keys, view);
    Instant started = now;
    for (int shard = 0; shard < shards; shard++) {
      Instant first = started;
      ViewHead head =
          heads.begin(
              shard,
              view,
              h -> h.isAtLeast(generation, run) ? h : h.beginRun(generation, after, run, first),
              receipts,
              h -> !h.isAtLeast(generation, run));
      if (head.isAtLeast(generation, run)) {
        receipts.done(shard);
      } else if (shard == 0) {
        started = Objects.requireNonNull(head.begun()).started();
      }
    }
    if (receipts.isDone()) {
      throw new FencedException("run %d to begin, the store has it".formatted(run));
    }
    open.put(new Target(view, generation, run), receipts);
    return started;
  }

  @Override
  public void write(RowBatch batch) {
    link.await(writeAsync(batch));
  }

  @Override
  public CompletableFuture<@Nullable Void> writeAsync(RowBatch batch) {
    Target target = target(batch);
    boolean builds = target.builds();
    Receipts receipts = receipts(target);
    if (!isOfKind(batch, builds)) {
      requireOpen(batch, target, receipts);
      throw new IllegalArgumentException(
          builds
              ? "batch: a deletion (expected: rows)"
              : "batch: a row of another run (expected: run " + batch.run() + ")");
    }
    byte[] fence =
        builds
            ? HeadValue.number(batch.generation())
            : HeadValue.served(batch.generation(), batch.run());
    byte[] place = number(builds ? HeadValue.BUILDING : HeadValue.SERVED);
    List<CompletableFuture<Long>> sent = new ArrayList<>();
    List<List<RowChange>> parts = parts(batch);
    for (int shard = 0; shard < shards; shard++) {
      if (!receipts.isDone(shard)) {
        send(sent, shard, batch, parts.get(shard), receipts, place, fence);
      }
    }
    HashMirror mirror = builds ? null : mirrors.get(batch.view());
    if (mirror != null) {
      sent.addAll(mirror.write(batch));
    }
    if (sent.isEmpty()) {
      requireOpen(batch, target, receipts);
    }
    return CompletableFuture.allOf(sent.toArray(CompletableFuture[]::new))
        .handle(
            (nothing, failure) -> {
              if (failure != null) {
                throw link.failure(failure);
              }
              if (sent.stream().anyMatch(answer -> answer.join() == 0)) {
                throw fenced(batch);
              }
              if (sent.stream().anyMatch(answer -> answer.join() < 0)) {
                throw RedisErrors.lostRows(link.store(), batch.view());
              }
              return null;
            });
  }

  /** What the batch is written to: a run that is open, or a generation that is being built. */
  private Target target(RowBatch batch) {
    Target run = new Target(batch.view(), batch.generation(), batch.run());
    Target built = new Target(batch.view(), batch.generation(), 0);
    if (open.containsKey(run) || open.containsKey(built)) {
      return open.containsKey(run) ? run : built;
    }
    ViewHead head = heads.read(0, batch.view()).head();
    if (head.isBuilding(batch.generation())) {
      return built;
    }
    head.requireBegun(batch.generation(), batch.run());
    return run;
  }

  /** Those of this session, which may write what another one has begun. */
  private synchronized Receipts receipts(Target target) {
    Receipts mine = open.get(target);
    if (mine == null) {
      mine = new Receipts(keys, target.view());
      for (int shard = 0; shard < shards; shard++) {
        heads.begin(shard, target.view(), UnaryOperator.identity(), mine, target::isOpen);
      }
      open.put(target, mine);
    }
    return mine;
  }

  /** What the scripts would have found, for a batch of which none is sent. */
  private void requireOpen(RowBatch batch, Target target, Receipts receipts) {
    ViewHead head = heads.read(0, batch.view()).head();
    if (target.builds() ? !target.isOpen(head) : !receipts.isDone(0)) {
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
      Receipts receipts,
      byte[] place,
      byte[] fence) {
    byte[] head = keys.head(shard, batch.view());
    byte[] rows = keys.rows(shard, batch.view(), batch.generation());
    for (int from = 0; from < changes.size(); from += ROWS_AT_ONCE) {
      List<RowChange> some = changes.subList(from, Math.min(changes.size(), from + ROWS_AT_ONCE));
      byte[][] touched = new byte[3 + some.size()][];
      byte[][] arguments = new byte[4 + some.size()][];
      touched[0] = head;
      touched[1] = receipts.key(shard);
      touched[2] = keys.emptied(shard, batch.view());
      int kept = 0;
      int emptied = some.size();
      for (RowChange change : some) {
        int at = change.deletes() ? --emptied : kept++;
        touched[3 + at] = RedisKeys.row(rows, change.key());
        arguments[4 + at] = StoredValue.encode(change);
      }
      arguments[0] = place;
      arguments[1] = fence;
      arguments[2] = number(kept);
      arguments[3] = number(receipts.next(shard));
      sent.add(link.run(shard, RedisScript.WRITE_ROWS, touched, arguments));
    }
  }

  private static byte[] number(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public WriteTicket ticket(ViewId view, int generation, long run) {
    Target begun = begun(view, generation, run);
    String words = begun.run() + " " + begunHere(begun).session();
    return new WriteTicket(view, generation, run, words);
  }

  /** What this session has begun: the run, or the generation that is being built for it. */
  private Target begun(ViewId view, int generation, long run) {
    Target target = new Target(view, generation, run);
    return open.containsKey(target) ? target : new Target(view, generation, 0);
  }

  private Receipts begunHere(Target target) {
    Receipts mine = open.get(target);
    if (mine == null) {
      throw new IllegalStateException(
          "%s (expected: what this session has begun)".formatted(target));
    }
    return mine;
  }

  /** The run of the target that a ticket is for: 0 for a generation. */
  private static Target target(WriteTicket ticket) {
    String run = ticket.text().substring(0, ticket.text().indexOf(' '));
    return new Target(ticket.view(), ticket.generation(), Long.parseLong(run));
  }

  @Override
  public void join(WriteTicket ticket) {
    Target target = target(ticket);
    String session = ticket.text().substring(ticket.text().indexOf(' ') + 1);
    Receipts first = Receipts.of(keys, ticket.view(), session);
    Receipts mine = new Receipts(keys, ticket.view());
    for (int shard = 0; shard < shards; shard++) {
      if (first.isDone(shard)) {
        mine.done(shard);
      } else if (isJoined(shard, first, mine)) {
        mine.opened(shard);
      } else {
        throw new FencedException(
            "run %d of generation %d to join, which is no more open"
                .formatted(ticket.run(), ticket.generation()));
      }
    }
    open.put(target, mine);
    joined.add(ticket.view());
  }

  /** The receipts of the session that has begun it are there as long as that has not ended it. */
  private boolean isJoined(int shard, Receipts first, Receipts mine) {
    byte[][] both = {first.key(shard), mine.key(shard)};
    return link.await(link.run(shard, RedisScript.JOIN, both, number(Receipts.LIFE.toSeconds())))
        == 1;
  }

  @Override
  public WriteReceipt receipt(WriteTicket ticket) {
    HashMirror mirror = mirrors.get(ticket.view());
    String hashes = mirror != null && mirror.isInStep() ? HASHES : NO_HASHES;
    String written = begunHere(target(ticket)).handOver();
    return new WriteReceipt(
        ticket.view(), ticket.generation(), ticket.run(), hashes + " " + written);
  }

  @Override
  public void accept(WriteReceipt receipt) {
    Target begun = begun(receipt.view(), receipt.generation(), receipt.run());
    String[] words = receipt.text().split(" ", 2);
    HashMirror mirror = mirrors.get(receipt.view());
    if (mirror != null && !words[0].equals(HASHES)) {
      mirror.fellBehind();
    }
    begunHere(begun).accept(words[1]);
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
    forgetTombstones(view);
    return finished;
  }

  private void forgetTombstones(ViewId view) {
    if (link.settings().hash() == null || !hashesAreBehind(view)) {
      tombstones.forget(view);
    }
  }

  /** Then tombstones say which of them are to be removed. */
  private boolean hashesAreBehind(ViewId view) {
    HashMirror mirror = mirrors.get(view);
    return mirror == null ? new HashStates(link, keys).find(view) != null : !mirror.isInStep();
  }

  private Published finish(ViewId view, int generation, Published published) {
    Target target = new Target(view, generation, published.run());
    Receipts receipts = open.get(target);
    requireNoRollback(view, published, receipts);
    for (int shard = shards - 1; shard > 0; shard--) {
      boolean had = receipts != null && receipts.isDone(shard);
      heads.end(
          shard,
          view,
          h -> {
            if (h.isAtLeast(generation, published.run())) {
              return h;
            }
            if (had) { // this session has not written its rows
              throw RedisErrors.lostRows(link.store(), view);
            }
            return h.finishRun(generation, published);
          },
          receipts);
    }
    if (receipts != null && receipts.isDone(0)) {
      open.remove(target);
      return published; // part 0 has it, and perhaps others after it
    }
    ViewHead head =
        heads.end(
            0,
            view,
            h ->
                h.hasFinished(generation, published.run()) ? h : h.finishRun(generation, published),
            receipts);
    open.remove(target);
    return Objects.requireNonNull(head.current()).published();
  }

  /**
   * Parts that had the run, or a later one, when this session began have its rows, unless the later
   * one is a rollback.
   */
  private void requireNoRollback(ViewId view, Published published, @Nullable Receipts receipts) {
    for (int shard = 0; receipts != null && shard < shards; shard++) {
      Generation current = receipts.isDone(shard) ? heads.read(shard, view).head().current() : null;
      if (current != null && current.published().watermark().isBefore(published.watermark())) {
        throw new FencedException(
            "run %d to finish, a part of the view was rolled back to an earlier boundary as run %d"
                .formatted(published.run(), current.published().run()));
      }
    }
  }

  @Override
  public int beginGeneration(ViewId view, String origin) {
    followers.follow(view);
    int last =
        heads.readAll(view).stream().mapToInt(h -> h.head().lastGeneration()).max().orElse(0);
    Receipts receipts = new Receipts(keys, view);
    int number =
        heads
            .begin(
                0,
                view,
                h -> h.beginGeneration(Math.max(last, h.lastGeneration()) + 1, origin),
                receipts,
                h -> true)
            .lastGeneration();
    for (int shard = 1; shard < shards; shard++) {
      heads.begin(shard, view, h -> h.beginGeneration(number, origin), receipts, h -> true);
    }
    open.put(new Target(view, number, 0), receipts);
    garbage.sweep();
    return number;
  }

  @Override
  public void switchGeneration(ViewId view, int generation, Published published) {
    followers.follow(view);
    Target target = new Target(view, generation, 0);
    Receipts receipts = open.get(target);
    ViewHead head = heads.read(0, view).head();
    if (head.isBuilding(generation)) {
      followers.seal(view, generation, receipts);
    } else {
      requireWhole(view, head, generation);
    }
    heads.end(0, view, h -> h.switchGeneration(generation, published), receipts);
    if (receipts != null) {
      followers.forget(receipts);
      open.remove(target);
    }
    followers.follow(view);
    HashMirror mirror = mirrors.get(view);
    if (mirror != null) {
      mirror.follow();
    }
    forgetTombstones(view);
  }

  /** A part that lost writes of a spare, by a failover, would serve rows of another run. */
  private void requireWhole(ViewId view, ViewHead first, int generation) {
    for (Generation spare : first.spare()) {
      if (spare.number() == generation && !Parts.isWhole(spare, heads.readAll(view))) {
        throw new FencedException(
            "generation %d to be served, a part does not have it whole".formatted(generation));
      }
    }
  }

  @Override
  public void dropGeneration(ViewId view, int generation) {
    followers.follow(view);
    ViewHead head = heads.read(0, view).head();
    boolean needed =
        link.settings().hash() != null && !new HashStates(link, keys).isInStep(view, head);
    if (needed || !head.isSpare(generation)) {
      return;
    }
    ViewHead first = heads.change(0, view, h -> h.dropGeneration(generation));
    if (first.current() != null && first.current().number() == generation) {
      return; // somebody has gone back to it
    }
    for (int shard = 1; shard < shards; shard++) {
      heads.change(shard, view, h -> h.dropGeneration(generation));
    }
    garbage.sweep();
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
      tombstones.drop(view);
      garbage.sweep();
    }
  }

  @Override
  public void close() {
    open.clear();
    mirrors.clear();
  }
}
