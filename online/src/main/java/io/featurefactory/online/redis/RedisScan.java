package io.featurefactory.online.redis;

import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.StoredRow;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.StoredValue;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A walk over the keys of the server that belong to a generation, some at a time. */
final class RedisScan implements RowScan {
  private static final int KEYS_AT_ONCE = 1_000;

  private final RedisLink link;
  private final RedisKeys keys;
  private final ViewId view;
  private final List<HeadValue> heads;
  private final @Nullable OnlineProgress progress;
  private final ScanArgs rows;
  private final Deque<Found> found = new ArrayDeque<>();
  private @Nullable KeyScanCursor<byte[]> cursor;
  private @Nullable Found here;

  private static final class Found {
    private final byte[] key;
    private final StoredRow row;

    Found(byte[] key, StoredRow row) {
      this.key = key;
      this.row = row;
    }
  }

  /**
   * A scan.
   *
   * @param heads of all parts, at its beginning
   * @param progress what follows from them; null for a view that is not there
   */
  RedisScan(
      RedisLink link,
      RedisKeys keys,
      ViewId view,
      List<HeadValue> heads,
      @Nullable OnlineProgress progress) {
    this.link = link;
    this.keys = keys;
    this.view = view;
    this.heads = heads;
    this.progress = progress;
    int generation = progress == null ? 0 : progress.current().number();
    this.rows =
        ScanArgs.Builder.matches(keys.pattern(RedisKeys.generation(view, generation)))
            .limit(KEYS_AT_ONCE);
  }

  @Override
  public @Nullable OnlineProgress progress() {
    return progress;
  }

  @Override
  public boolean next() {
    if (progress == null) {
      return false;
    }
    while (found.isEmpty()) {
      KeyScanCursor<byte[]> last = cursor;
      if (last != null && last.isFinished()) {
        requireUnchanged();
        here = null;
        return false;
      }
      KeyScanCursor<byte[]> now =
          link.await(last == null ? link.commands().scan(rows) : link.commands().scan(last, rows));
      cursor = now;
      fetch(now.getKeys(), progress.current().number());
    }
    here = found.remove();
    return true;
  }

  private void fetch(List<byte[]> names, int generation) {
    List<CompletionStage<byte[]>> asked = new ArrayList<>();
    names.forEach(name -> asked.add(link.commands().get(name)));
    for (int i = 0; i < names.size(); i++) {
      byte[] value = link.await(asked.get(i));
      StoredRow row = value == null ? null : StoredValue.decode(value);
      if (row != null && !row.deleted()) {
        found.add(new Found(keys.keyOf(names.get(i), view, generation), row));
      }
    }
  }

  private void requireUnchanged() {
    List<HeadValue> now = new Heads(link, keys).readAll(view);
    for (int shard = 0; shard < now.size(); shard++) {
      if (!now.get(shard).has(heads.get(shard).bytes())) {
        throw RedisErrors.overtaken(link.store(), view);
      }
    }
  }

  @Override
  public byte[] key() {
    return current().key;
  }

  @Override
  public StoredRow row() {
    return current().row;
  }

  private Found current() {
    Found found = here;
    if (found == null) {
      throw new IllegalStateException("no row (expected: next() was true)");
    }
    return found;
  }

  @Override
  public void close() {
    found.clear();
  }
}
