package io.featurefactory.online.dynamodb;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a table of DynamoDB is and how it is used ({@code docs/spec/online-dynamodb.md}).
 * Credentials are not here: they come from where the AWS SDK always looks for them.
 *
 * @param region such as {@code eu-west-1}
 * @param table its name; one is made where there is none
 * @param endpoint null for the region's own
 * @param timeout how long an answer to a lookup may take; writing is more patient
 * @param capacity of a table that is made; null to pay for each request
 * @param readable whether items have keys and features as attributes, too, for others to read
 */
public record DynamoDbSettings(
    String region,
    String table,
    @Nullable URI endpoint,
    Duration timeout,
    @Nullable Capacity capacity,
    boolean readable) {
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  /**
   * What a table is provisioned with, in units for each second.
   *
   * @param read units of 4 KB
   * @param write units of 1 KB
   */
  public record Capacity(long read, long write) {
    public Capacity {
      if (read < 1 || write < 1) {
        throw new IllegalArgumentException(
            "capacity: %d to read, %d to write (expected: at least 1 of both)"
                .formatted(read, write));
      }
    }
  }

  public DynamoDbSettings {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: %s (expected: a length)".formatted(timeout));
    }
  }

  /** A table that is paid for by request, at the region's own endpoint. */
  public static DynamoDbSettings of(String region, String table) {
    return new DynamoDbSettings(region, table, null, TIMEOUT, null, false);
  }

  /** The table of a project that names none. */
  public static String tableOf(String project) {
    return "feature-factory-" + project;
  }

  public DynamoDbSettings withEndpoint(URI other) {
    return new DynamoDbSettings(region, table, other, timeout, capacity, readable);
  }

  public DynamoDbSettings withTimeout(Duration length) {
    return new DynamoDbSettings(region, table, endpoint, length, capacity, readable);
  }

  public DynamoDbSettings withCapacity(Capacity provisioned) {
    return new DynamoDbSettings(region, table, endpoint, timeout, provisioned, readable);
  }

  /** The same, whose items others can read. */
  public DynamoDbSettings withReadableItems() {
    return new DynamoDbSettings(region, table, endpoint, timeout, capacity, true);
  }

  /** How long a writer goes on while the table takes no more, or an answer does not come. */
  Duration patience() {
    return timeout.multipliedBy(30);
  }

  /** For messages. */
  String place() {
    return "table %s (%s)".formatted(table, endpoint == null ? region : endpoint);
  }
}
