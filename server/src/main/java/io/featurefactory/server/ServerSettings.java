package io.featurefactory.server;

import io.featurefactory.serving.LookupLimits;
import java.time.Duration;

/**
 * How a server answers.
 *
 * @param host the address on which it listens
 * @param port 0 for any that is free
 */
public record ServerSettings(String host, int port, LookupLimits limits) {
  /** A server with the usual limits. */
  public static ServerSettings at(String host, int port) {
    return new ServerSettings(host, port, LookupLimits.DEFAULT);
  }

  public ServerSettings withWithin(Duration time) {
    return new ServerSettings(host, port, limits.withWithin(time));
  }
}
