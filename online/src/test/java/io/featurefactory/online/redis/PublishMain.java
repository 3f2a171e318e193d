package io.featurefactory.online.redis;

import io.featurefactory.online.FormulaHistory;

/** Publishes the runs of a history in a process of its own. */
final class PublishMain {
  private PublishMain() {}

  /** {@code URI SHARDS KEYS RUNS}. */
  public static void main(String[] arguments) {
    RedisSettings settings =
        RedisSettings.server(arguments[0]).withShards(Integer.parseInt(arguments[1]));
    try (RedisOnlineStore store = RedisOnlineStore.open("cache", "shop", settings)) {
      FormulaHistory.publish(store, Integer.parseInt(arguments[2]), Long.parseLong(arguments[3]));
    }
  }
}
