package io.featurefactory.control;

import io.featurefactory.model.Leases;
import io.featurefactory.model.Registry;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.StatisticsStore;
import java.time.Clock;

/**
 * The database of the registry: what is known at the side of the data.
 *
 * <p>Several processes may have it open, several threads may use one instance; each call waits for
 * the one before. Who opens it closes it. Failures of the database are {@code FactoryException}s
 * that name it and say what to do.
 */
public final class ControlStore implements AutoCloseable {
  private final Database database;
  private final Registry registry;
  private final Leases leases;
  private final RunLedger runs;
  private final StatisticsStore statistics;

  private ControlStore(Database database, Clock clock) {
    this.database = database;
    this.registry = new SqlRegistry(database, clock);
    this.leases = new SqlLeases(database, clock);
    this.runs = new SqlRunLedger(database, clock);
    this.statistics = new SqlStatisticsStore(database);
  }

  /**
   * Opens a registry that is there.
   *
   * @param url {@code jdbc:sqlite:PATH}; a relative path is one of the working directory
   */
  public static ControlStore open(String url, Clock clock) {
    return new ControlStore(Database.open(url), clock);
  }

  /** Opens a registry, or makes it and its folder; the URL as for {@link #open}. */
  public static ControlStore openOrCreate(String url, Clock clock) {
    return new ControlStore(Database.openOrCreate(url), clock);
  }

  public Registry registry() {
    return registry;
  }

  public Leases leases() {
    return leases;
  }

  public RunLedger runs() {
    return runs;
  }

  public StatisticsStore statistics() {
    return statistics;
  }

  @Override
  public void close() {
    database.close();
  }
}
