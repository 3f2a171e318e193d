package io.featurefactory.cli.project;

import io.featurefactory.compute.LocalScheduler;
import io.featurefactory.compute.ScriptEngine;
import io.featurefactory.compute.TaskScheduler;
import io.featurefactory.control.ControlStore;
import io.featurefactory.definitions.FactorySettings.OnlineSettings;
import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.model.OnlineStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parts of the product, wired for one project. Each is opened when it is asked for first, and
 * all are closed with the project. Safe for several threads but for {@link #close()}; the parts say
 * for themselves how they are used.
 */
public final class Project implements AutoCloseable {
  private static final int VIEWS_ON_SPARK = 8;

  private final ProjectSettings settings;
  private final Clock clock;
  private final Schedulers schedulers;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Map<String, OnlineStore> stores = new TreeMap<>();
  private @Nullable ControlStore control;
  private @Nullable Warehouse warehouse;
  private @Nullable Kernel kernel;
  private @Nullable TaskScheduler scheduler;

  /** With tasks in this process. */
  public Project(ProjectSettings settings, Clock clock) {
    this(settings, clock, LocalScheduler::new);
  }

  public Project(ProjectSettings settings, Clock clock, Schedulers schedulers) {
    this.settings = settings;
    this.clock = clock;
    this.schedulers = schedulers;
  }

  /** Makes the scheduler of tasks, of which a project has one. */
  public interface Schedulers {
    /** One that may use the kernel of this process; closed with the project, if it can be. */
    TaskScheduler with(Kernel kernel);
  }

  public ProjectSettings settings() {
    return settings;
  }

  public Clock clock() {
    return clock;
  }

  /** Registry, leases, runs and statistics; made if they are not there. */
  public synchronized ControlStore control() {
    ControlStore present = control;
    if (present == null) {
      present = opened(ControlStore.openOrCreate(settings.registryUrl(), clock));
      control = present;
    }
    return present;
  }

  /** The tables; made if they are not there. */
  public synchronized Warehouse warehouse() {
    Warehouse present = warehouse;
    if (present == null) {
      if (!settings.remoteWarehouse()) {
        makeFolder(Path.of(settings.warehouse()));
      }
      makeFolder(settings.state());
      present = opened(Warehouse.open(settings.warehouseSettings(), clock));
      warehouse = present;
    }
    return present;
  }

  /** DuckDB in this process. */
  public synchronized Kernel kernel() {
    Kernel present = kernel;
    if (present == null) {
      present = opened(Kernel.open(kernelSettings(SpillFolder.of(settings.state()))));
      kernel = present;
    }
    return present;
  }

  private KernelSettings kernelSettings(Path spill) {
    KernelSettings kernelSettings = KernelSettings.defaults(spill).withStorage(settings.storage());
    Long memory = settings.memoryBytes();
    Integer threads = settings.threads();
    if (memory != null) {
      kernelSettings = kernelSettings.withMemoryBytes(memory);
    }
    return threads == null ? kernelSettings : kernelSettings.withThreads(threads);
  }

  /** What sources read. */
  public synchronized SourceInputs inputs() {
    return SourceInputs.of(warehouse(), kernel(), settings.folder());
  }

  /**
   * How many views are worth working on at once: as many as there is room for tasks here, and some
   * where another place has room.
   */
  public synchronized int viewsAtOnce() {
    return tasksRunHere() ? kernel().settings().concurrency() : VIEWS_ON_SPARK;
  }

  /** Whether tasks run in this process. */
  public boolean tasksRunHere() {
    return scheduler().reach() == TaskScheduler.Reach.THIS_PROCESS;
  }

  /** Runs sql views in the dialect of Spark; null where tasks do not run in Spark. */
  public @Nullable ScriptEngine scripts() {
    return scheduler() instanceof ScriptEngine scripts ? scripts : null;
  }

  /** Runs the tasks of the engine. */
  public synchronized TaskScheduler scheduler() {
    TaskScheduler present = scheduler;
    if (present == null) {
      present = schedulers.with(kernel());
      if (present instanceof AutoCloseable closeable) {
        opened(closeable);
      }
      scheduler = present;
    }
    return present;
  }

  /** The online store of that name in the settings. */
  public synchronized OnlineStore store(String name) {
    OnlineStore present = stores.get(name);
    if (present == null) {
      present = opened(storeAddress(name).open(clock));
      stores.put(name, present);
    }
    return present;
  }

  /** Where the online store of that name is. */
  public StoreAddress storeAddress(String name) {
    OnlineSettings store = settings.online().get(name);
    if (store == null) {
      throw ProjectErrors.unknownStore(name, settings.online().keySet());
    }
    return new StoreAddress(settings.project(), name, store);
  }

  /**
   * Whether rows for a store are written by tasks; else by this process, as where the tasks would
   * run in it anyway.
   */
  public boolean publishesByTasks(String store) {
    return storeAddress(store).isShared() && !tasksRunHere();
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.push(part);
    return part;
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw ProjectErrors.cannotMakeFolder(folder, e);
    }
  }

  /** Closes what was opened, the last first. */
  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
