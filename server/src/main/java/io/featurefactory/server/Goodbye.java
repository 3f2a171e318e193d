package io.featurefactory.server;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.healthcheck.SettableHealthChecker;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How a server ends without failing anybody: it says that it is not well, and answers on until
 * nobody asks any more, or for some seconds, so that who sends requests there can notice; each
 * answer is the last of its connection. Then it listens no more.
 */
final class Goodbye implements DecoratingHttpServiceFunction {
  private static final Duration QUIET = Duration.ofMillis(200);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private final SettableHealthChecker health = new SettableHealthChecker();
  private final Set<Channel> listening = ConcurrentHashMap.newKeySet();
  private volatile boolean stopping;
  private volatile long lastRequest = System.nanoTime();

  /** Well until it stops. */
  SettableHealthChecker health() {
    return health;
  }

  /** Is told of each new connection. */
  void connected(ChannelPipeline connection) {
    listening.add(connection.channel().parent());
  }

  @Override
  public HttpResponse serve(HttpService service, ServiceRequestContext context, HttpRequest request)
      throws Exception {
    lastRequest = System.nanoTime();
    if (stopping) {
      Object ignored = context.initiateConnectionShutdown();
    }
    return service.serve(context, request);
  }

  /** Waits until there is nobody left, or the time is over; then nobody can connect. */
  void say() {
    stopping = true;
    health.setHealthy(false);
    long end = System.nanoTime() + LONGEST.toNanos();
    long now = System.nanoTime();
    while (now - end < 0 && now - lastRequest < QUIET.toNanos()) {
      LockSupport.parkNanos(QUIET.toNanos() / 10);
      now = System.nanoTime();
    }
    listening.forEach(channel -> channel.close().awaitUninterruptibly());
  }
}
