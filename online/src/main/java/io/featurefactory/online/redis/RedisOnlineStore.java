package io.featurefactory.online.redis;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.NonBlockingReads;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.OnlineWriter;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.NetworkLoops;
import io.lettuce.core.SetArgs;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The online store in Redis ({@code docs/spec/online-redis.md}). A lookup is one command for each
 * part of a view that it touches, all sent at once; without a cluster that is one command.
 *
 * <p>Rows of a batch are written some hundreds at once, each row as a whole. Nothing is connected
 * before it is needed.
 */
public final class RedisOnlineStore implements OnlineStore, NonBlockingReads {
  private final RedisLink link;
  private final RedisLink writing;
  private final RedisKeys keys;
  private final RedisReader reader;

  /** For what is not asked for by lookups; waits for a server that is away. */
  private final RedisReader calm;

  private final LoopReaders loops;

  private boolean sameShards;

  private RedisOnlineStore(RedisLink link, RedisLink writing, RedisKeys keys) {
    this.link = link;
    this.writing = writing;
    this.keys = keys;
    this.reader = new RedisReader(link, keys);
    this.calm = new RedisReader(writing, keys);
    this.loops = new LoopReaders(link.store(), link.settings(), keys);
  }

  /**
   * A store of a project; it is looked at by the first call.
   *
   * @param name in {@code factory.yaml}, for messages
   */
  public static RedisOnlineStore open(String name, String project, RedisSettings settings) {
    RedisKeys keys = new RedisKeys(project, new Shards(settings.shards()));
    return new RedisOnlineStore(
        RedisLink.forLookups(name, settings), RedisLink.forWriting(name, settings), keys);
  }

  @Override
  public String name() {
    return link.store();
  }

  @Override
  public List<RowAnswer> read(List<RowRequest> requests) {
    requireSameShards(link);
    return link.await(reader.read(requests));
  }

  @Override
  public CompletableFuture<List<RowAnswer>> readAsync(List<RowRequest> requests) {
    requireSameShards(link);
    RedisReader own = loops.ofThisThread();
    return (own == null ? reader : own).read(requests);
  }

  /**
   * Connects each event loop of a server by itself: what a lookup of a loop asks by {@link
   * #readAsync} comes back to that loop, without another thread that has to wake up twice. Loops
   * that are connected already stay so. To be called by a thread that may wait, not by a loop. The
   * loops are to be there until this store is closed.
   *
   * @throws FactoryException EXTERNAL if the server cannot be reached
   */
  public void connect(NetworkLoops shared) {
    loops.connect(shared.group());
  }

  @Override
  public @Nullable OnlineProgress findProgress(ViewId view) {
    requireSameShards(writing);
    return Parts.progress(calm.heads(view));
  }

  @Override
  public List<ViewId> views() {
    requireSameShards(writing);
    return writing.await(writing.commands().smembers(keys.views())).stream()
        .map(RedisKeys::view)
        .filter(view -> findProgress(view) != null)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  @Override
  public RowScan scan(ViewId view) {
    requireSameShards(writing);
    List<HeadValue> heads = calm.heads(view);
    return new RedisScan(writing, keys, view, heads, Parts.progress(heads));
  }

  @Override
  public OnlineWriter openWriter() {
    byte[] count = RedisKeys.bytes(Integer.toString(keys.shards().count()));
    writing.await(writing.commands().set(keys.shardCount(), count, SetArgs.Builder.nx()));
    requireSameShards(writing);
    return new RedisWriter(writing, keys);
  }

  /** Rows in other parts would not be found, and be written a second time. */
  private void requireSameShards(RedisLink through) {
    if (!sameShards) {
      byte[] stored = through.await(through.commands().get(keys.shardCount()));
      String found = stored == null ? "" : new String(stored, StandardCharsets.UTF_8);
      int expected = keys.shards().count();
      if (!found.isEmpty() && !found.equals(Integer.toString(expected))) {
        throw RedisErrors.otherShards(name(), found, expected);
      }
      sameShards = !found.isEmpty();
    }
  }

  @Override
  public void close() {
    writing.close();
    loops.close();
    link.close();
  }
}
