package io.featurefactory.server;

import com.linecorp.armeria.common.util.EventLoopGroups;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.TimeUnit;

/**
 * The event loops of a server, one for each processor and at least two. They are made apart from
 * the server, and end after it, so that connections to stores can be theirs as well.
 */
public final class ServerLoops implements AutoCloseable {
  private static final long LONGEST_GOODBYE_SECONDS = 2;

  private final EventLoopGroup group;

  private ServerLoops(EventLoopGroup group) {
    this.group = group;
  }

  public static ServerLoops start() {
    int count = Math.max(2, Runtime.getRuntime().availableProcessors());
    return new ServerLoops(EventLoopGroups.newEventLoopGroup(count, "serve"));
  }

  public EventLoopGroup group() {
    return group;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, LONGEST_GOODBYE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
