package io.featurefactory.serving.http;

import java.time.Duration;

/**
 * How a server answers.
 *
 * @param host the address on which it listens
 * @param port 0 for any that is free
 * @param within how long an answer may take at most
 * @param mostRows of one request
 * @param mostBytes of the body of one request
 */
public record ServerSettings(String host, int port, Duration within, int mostRows, long mostBytes) {
  /** Answers within a second, for 5,000 rows at most. */
  public static ServerSettings at(String host, int port) {
    return new ServerSettings(host, port, Duration.ofSeconds(1), 5_000, 4 << 20);
  }

  public ServerSettings withWithin(Duration time) {
    return new ServerSettings(host, port, time, mostRows, mostBytes);
  }
}
