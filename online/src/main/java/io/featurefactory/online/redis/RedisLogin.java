package io.featurefactory.online.redis;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A user whose password changes while the store is in use. It takes the place of user and password
 * in the URI. Open connections are authenticated again when it changes.
 */
public sealed interface RedisLogin {

  /** The name of the user; null for the one that Redis calls {@code default}. */
  @Nullable String user();

  /**
   * A password that something else writes: a secret of Kubernetes, an agent of Vault.
   *
   * @param file holds the password and nothing else, but for a line end after it
   */
  record PasswordFile(@Nullable String user, Path file) implements RedisLogin {}

  /**
   * A user of ElastiCache that has no password but the right to connect, by IAM. The keys are those
   * that the AWS SDK finds: environment, profiles, web identity, machine or pod.
   *
   * @param cluster name of the replication group or the serverless cache
   * @param region such as {@code eu-west-1}
   */
  record Iam(String user, String cluster, String region, boolean serverless)
      implements RedisLogin {}
}
