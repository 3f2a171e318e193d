package io.featurefactory.online.redis;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a Redis is and how it is used ({@code docs/spec/online-redis.md}).
 *
 * @param uri of the server, the sentinels, or any node of the cluster; may hold a password
 * @param cluster whether it is a Redis Cluster
 * @param shards parts of each view; the same for all who use the store
 * @param timeout how long an answer may take
 * @param ca the certificates to trust, a file in PEM; null for those that Java trusts
 * @param login user and password, where they change; null for those of the URI
 * @param hash how rows are named in hashes, too; null for none
 */
public record RedisSettings(
    String uri,
    boolean cluster,
    int shards,
    Duration timeout,
    @Nullable Path ca,
    @Nullable RedisLogin login,
    @Nullable HashLayout hash) {
  /** So many parts that the nodes of a usual cluster get about the same number of them. */
  public static final int SHARDS_OF_A_CLUSTER = 16;

  /** A lookup sends a command for each part that it touches. */
  public static final int MOST_SHARDS = 1024;

  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  public RedisSettings {
    if (shards < 1 || shards > MOST_SHARDS) {
      throw new IllegalArgumentException(
          "shards: %d (expected: 1 to %d)".formatted(shards, MOST_SHARDS));
    }
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout: %s (expected: a length)".formatted(timeout));
    }
    if (hash != null && (cluster || shards > 1)) {
      throw RedisErrors.hashesInParts(cluster, shards);
    }
  }

  /** A server, or the sentinels of one. */
  public static RedisSettings server(String uri) {
    return new RedisSettings(uri, false, 1, TIMEOUT, null, null, null);
  }

  /** A cluster. */
  public static RedisSettings cluster(String uri) {
    return new RedisSettings(uri, true, SHARDS_OF_A_CLUSTER, TIMEOUT, null, null, null);
  }

  public RedisSettings withTimeout(Duration length) {
    return new RedisSettings(uri, cluster, shards, length, ca, login, hash);
  }

  public RedisSettings withShards(int parts) {
    return new RedisSettings(uri, cluster, parts, timeout, ca, login, hash);
  }

  public RedisSettings withCa(Path file) {
    return new RedisSettings(uri, cluster, shards, timeout, file, login, hash);
  }

  /** With a user whose password changes. */
  public RedisSettings withLogin(RedisLogin user) {
    return new RedisSettings(uri, cluster, shards, timeout, ca, user, hash);
  }

  /** With hashes for people and other programs; not in a cluster, and with one part. */
  public RedisSettings withHash(HashLayout layout) {
    return new RedisSettings(uri, cluster, shards, timeout, ca, login, layout);
  }

  /** Without passwords. */
  @Override
  public String toString() {
    return "RedisSettings[%s, cluster=%s, shards=%d, timeout=%s]"
        .formatted(RedisErrors.withoutPassword(uri), cluster, shards, timeout);
  }
}
