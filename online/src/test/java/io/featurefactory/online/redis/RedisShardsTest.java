package io.featurefactory.online.redis;

/** The contract where views have several parts, on one server. */
final class RedisShardsTest extends RedisOnlineStoreTest {
  @Override
  int shards() {
    return 3;
  }
}
