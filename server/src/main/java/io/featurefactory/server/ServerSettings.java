package io.featurefactory.server;

import io.featurefactory.online.NetworkLoops;
import io.featurefactory.serving.LookupLimits;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a server answers.
 *
 * @param host the address on which it listens
 * @param port 0 for any that is free
 * @param environment variables, of which those of OpenTelemetry say whether and where traces go
 * @param loops whose threads it works with, and leaves running; null for some of its own
 */
public record ServerSettings(
    String host,
    int port,
    LookupLimits limits,
    Map<String, String> environment,
    @Nullable NetworkLoops loops) {
  public ServerSettings {
    environment = Map.copyOf(environment);
  }

  /** A server without traces. */
  public ServerSettings(String host, int port, LookupLimits limits) {
    this(host, port, limits, Map.of(), null);
  }

  /** A server with the usual limits. */
  public static ServerSettings at(String host, int port) {
    return new ServerSettings(host, port, LookupLimits.DEFAULT);
  }

  public ServerSettings withWithin(Duration time) {
    return new ServerSettings(host, port, limits.withWithin(time), environment, loops);
  }

  public ServerSettings withEnvironment(Map<String, String> variables) {
    return new ServerSettings(host, port, limits, variables, loops);
  }

  public ServerSettings withLoops(NetworkLoops given) {
    return new ServerSettings(host, port, limits, environment, given);
  }

  /** Without the variables, which hold secrets. */
  @Override
  public String toString() {
    return "%s, port %d, %s".formatted(host, port, limits);
  }
}
