package io.featurefactory.online;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Event loops that a server shares with its stores, one for each processor and at least two. They
 * are made before both, and end after them.
 */
public final class NetworkLoops implements AutoCloseable {
  private static final long LONGEST_GOODBYE_SECONDS = 2;

  private final EventLoopGroup group;

  private NetworkLoops(EventLoopGroup group) {
    this.group = group;
  }

  public static NetworkLoops start() {
    int count = Math.max(2, Runtime.getRuntime().availableProcessors());
    return new NetworkLoops(
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("serve", true), NioIoHandler.newFactory()));
  }

  public EventLoopGroup group() {
    return group;
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, LONGEST_GOODBYE_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
