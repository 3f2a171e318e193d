package io.featurefactory.lake;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeSet;

/**
 * How files that are not on this machine are reached: the properties of Iceberg's {@code S3FileIO}.
 * Plain data, so that it can travel to executors; its text shows no values, of which some are
 * secrets.
 */
public record StorageSettings(Map<String, String> properties) implements Serializable {
  /** As the machine says: its environment, its profile, its role. */
  public static final StorageSettings OF_MACHINE = new StorageSettings(Map.of());

  public StorageSettings {
    properties = Map.copyOf(properties);
  }

  @Override
  public String toString() {
    return "StorageSettings" + new TreeSet<>(properties.keySet());
  }
}
