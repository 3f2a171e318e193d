package io.featurefactory.online.rocksdb;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.testkit.online.OnlineStoreConcurrencyContract;
import io.featurefactory.testkit.online.OnlineStoreContract;
import io.featurefactory.testkit.online.OnlineStoreRandomContract;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;

class RocksDbOnlineStoreTest extends OnlineStoreContract
    implements OnlineStoreRandomContract, OnlineStoreConcurrencyContract {
  @TempDir private Path folder;

  @Override
  public OnlineStore open(String project) {
    RocksDbSettings settings = RocksDbSettings.at(folder.resolve("online"));
    return RocksDbOnlineStore.open("default", project, settings, Clock.systemUTC());
  }
}
