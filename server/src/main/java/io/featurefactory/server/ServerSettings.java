package io.featurefactory.server;

import io.featurefactory.serving.LookupLimits;
import java.time.Duration;
import java.util.Map;

/**
 * How a server answers.
 *
 * @param host the address on which it listens
 * @param port 0 for any that is free
 * @param environment variables, of which those of OpenTelemetry say whether and where traces go
 */
public record ServerSettings(
    String host, int port, LookupLimits limits, Map<String, String> environment) {
  public ServerSettings {
    environment = Map.copyOf(environment);
  }

  /** A server without traces. */
  public ServerSettings(String host, int port, LookupLimits limits) {
    this(host, port, limits, Map.of());
  }

  /** A server with the usual limits. */
  public static ServerSettings at(String host, int port) {
    return new ServerSettings(host, port, LookupLimits.DEFAULT);
  }

  public ServerSettings withWithin(Duration time) {
    return new ServerSettings(host, port, limits.withWithin(time), environment);
  }

  public ServerSettings withEnvironment(Map<String, String> variables) {
    return new ServerSettings(host, port, limits, variables);
  }

  /** Without the variables, which hold secrets. */
  @Override
  public String toString() {
    return "%s, port %d, %s".formatted(host, port, limits);
  }
}
