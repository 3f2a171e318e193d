package io.featurefactory.cli.project;

import io.featurefactory.definitions.FactorySettings.Credentials;
import io.featurefactory.definitions.FactorySettings.DynamoDb;
import io.featurefactory.definitions.FactorySettings.Hashes;
import io.featurefactory.definitions.FactorySettings.Iam;
import io.featurefactory.definitions.FactorySettings.OnlineSettings;
import io.featurefactory.definitions.FactorySettings.PasswordFile;
import io.featurefactory.definitions.FactorySettings.Redis;
import io.featurefactory.definitions.FactorySettings.RocksDb;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.online.dynamodb.DynamoDbOnlineStore;
import io.featurefactory.online.dynamodb.DynamoDbSettings;
import io.featurefactory.online.redis.HashLayout;
import io.featurefactory.online.redis.RedisLogin;
import io.featurefactory.online.redis.RedisOnlineStore;
import io.featurefactory.online.redis.RedisSettings;
import io.featurefactory.online.rocksdb.RocksDbOnlineStore;
import io.featurefactory.online.rocksdb.RocksDbSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/** Opens the online stores that the settings name. */
final class OnlineStores {
  private OnlineStores() {}

  static OnlineStore open(String name, OnlineSettings settings, String project, Clock clock) {
    if (settings instanceof RocksDb rocksDb) {
      return RocksDbOnlineStore.open(
          name, project, RocksDbSettings.at(Path.of(rocksDb.path())), clock);
    }
    if (settings instanceof Redis redis) {
      return RedisOnlineStore.open(name, project, settings(redis));
    }
    if (settings instanceof DynamoDb dynamoDb) {
      return DynamoDbOnlineStore.open(name, project, settings(dynamoDb, project), clock);
    }
    throw new IllegalStateException(settings.toString());
  }

  private static DynamoDbSettings settings(DynamoDb written, String project) {
    String table = written.table();
    DynamoDbSettings settings =
        DynamoDbSettings.of(
            written.region(), table == null ? DynamoDbSettings.tableOf(project) : table);
    if (written.endpoint() != null) {
      settings = settings.withEndpoint(URI.create(written.endpoint()));
    }
    if (written.timeout() != null) {
      settings = settings.withTimeout(written.timeout());
    }
    if (written.readable()) {
      settings = settings.withReadableItems();
    }
    return written.readCapacity() == null || written.writeCapacity() == null
        ? settings
        : settings.withCapacity(
            new DynamoDbSettings.Capacity(written.readCapacity(), written.writeCapacity()));
  }

  private static RedisSettings settings(Redis redis) {
    RedisSettings settings =
        redis.cluster() ? RedisSettings.cluster(redis.uri()) : RedisSettings.server(redis.uri());
    if (redis.shards() != null) {
      settings = settings.withShards(redis.shards());
    }
    if (redis.timeout() != null) {
      settings = settings.withTimeout(redis.timeout());
    }
    if (redis.ca() != null) {
      settings = settings.withCa(Path.of(redis.ca()));
    }
    if (redis.credentials() != null) {
      settings = settings.withLogin(login(redis.credentials()));
    }
    Hashes hashes = redis.hashes();
    return hashes == null
        ? settings
        : settings.withHash(new HashLayout(hashes.keys(), hashes.fields()));
  }

  private static RedisLogin login(Credentials credentials) {
    if (credentials instanceof PasswordFile file) {
      return new RedisLogin.PasswordFile(file.user(), Path.of(file.path()));
    }
    Iam iam = (Iam) credentials;
    return new RedisLogin.Iam(iam.user(), iam.cluster(), iam.region(), iam.serverless());
  }
}
