package io.featurefactory.online.redis;

import io.featurefactory.online.OnlineErrors;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A reader with a connection of its own for each event loop. For any number of threads. */
final class LoopReaders implements AutoCloseable {
  private final String store;
  private final RedisSettings settings;
  private final RedisKeys keys;
  private final Map<EventLoop, RedisLink> links = new HashMap<>();
  private final Map<Thread, RedisReader> readers = new ConcurrentHashMap<>();
  private boolean closed;

  LoopReaders(String store, RedisSettings settings, RedisKeys keys) {
    this.store = store;
    this.settings = settings;
    this.keys = keys;
  }

  /** Those loops that are not connected yet; the caller waits. */
  synchronized void connect(EventLoopGroup group) {
    if (closed) {
      throw OnlineErrors.closed(store);
    }
    for (EventExecutor executor : group) {
      EventLoop loop = (EventLoop) executor;
      if (!links.containsKey(loop)) {
        RedisLink link = RedisLink.forLookups(store, settings, loop);
        link.prepare();
        links.put(loop, link);
        RedisReader reader = new RedisReader(link, keys);
        loop.execute(() -> readers.put(Thread.currentThread(), reader));
      }
    }
  }

  /** Null if this is not the thread of a loop that is connected. */
  @Nullable RedisReader ofThisThread() {
    return readers.get(Thread.currentThread());
  }

  @Override
  public synchronized void close() {
    closed = true;
    links.values().forEach(RedisLink::close);
  }
}
