package io.featurefactory.cli.project;

import io.featurefactory.definitions.FactorySettings.OnlineSettings;
import io.featurefactory.definitions.FactorySettings.RocksDb;
import io.featurefactory.model.OnlineStore;
import java.io.Serializable;
import java.time.Clock;

/**
 * An online store of a project and how it is reached; plain data, so that it can travel to a task.
 */
public record StoreAddress(String project, String name, OnlineSettings settings)
    implements Serializable {

  /** Opens it; the caller closes it. */
  public OnlineStore open(Clock clock) {
    return OnlineStores.open(name, settings, project, clock);
  }

  /** Whether any process may write to it, several at once; else only the one that has it open. */
  public boolean isShared() {
    return !(settings instanceof RocksDb);
  }
}
