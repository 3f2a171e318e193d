package io.featurefactory.cli;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Registry;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServicePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is applied, as lookups need it; a new revision of the registry is noticed within seconds.
 * While the registry cannot be read, what was read last stays.
 */
final class AppliedCatalog implements ServiceCatalog, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AppliedCatalog.class);

  private final Registry registry;
  private final ServedPlans plans;
  private final ScheduledExecutorService refresher;
  private final ScheduledFuture<?> refreshes;
  private volatile Applied applied;

  /** A catalog that looks for a new revision every so often. */
  AppliedCatalog(Registry registry, ServedPlans plans, Duration every) {
    this.registry = registry;
    this.plans = plans;
    this.applied = new Applied(registry.load());
    this.refresher =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "catalog");
              thread.setDaemon(true);
              return thread;
            });
    long millis = every.toMillis();
    this.refreshes =
        refresher.scheduleWithFixedDelay(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
  }

  /** What was applied as of one revision, with the plans that were asked for. */
  private final class Applied {
    private final Registry.Snapshot snapshot;
    private final Map<DefinitionId, ServicePlan> byId = new ConcurrentHashMap<>();
    private final Map<String, ServicePlan> services = new ConcurrentHashMap<>();
    private final Map<String, ServicePlan> views = new ConcurrentHashMap<>();

    Applied(Registry.Snapshot snapshot) {
      this.snapshot = snapshot;
      // before somebody waits for them: to read a service takes a while the first time
      services().forEach(this::warm);
    }

    /** That a service cannot be served is no affair of the others. */
    private void warm(AppliedDefinition entry) {
      try {
        service(entry.id().name() + "@" + entry.id().version());
        service(entry.id().name());
      } catch (FactoryException e) {
        LOG.warn("{} cannot be served: {}", entry.id(), e.getMessage());
      }
    }

    List<AppliedDefinition> services() {
      return new Catalog(snapshot)
          .current().stream().filter(entry -> entry.id().kind() == Kind.SERVICE).toList();
    }

    List<AppliedDefinition> newestServices() {
      Map<String, AppliedDefinition> newest = new TreeMap<>();
      for (AppliedDefinition entry : services()) {
        newest.merge(
            entry.id().name(), entry, (a, b) -> a.id().version() > b.id().version() ? a : b);
      }
      return List.copyOf(newest.values());
    }

    ServicePlan service(String name) {
      ServicePlan known = services.get(name);
      if (known == null) {
        AppliedDefinition entry = new Catalog(snapshot).entry(name, Kind.SERVICE);
        known = byId.computeIfAbsent(entry.id(), id -> plans.service(entry, snapshot));
        services.put(name, known);
      }
      return known;
    }

    ServicePlan view(String name) {
      ServicePlan known = views.get(name);
      if (known == null) {
        known = plans.view(new Catalog(snapshot).entry(name, Kind.VIEW));
        views.put(name, known);
      }
      return known;
    }
  }

  private void refresh() {
    try {
      Registry.Snapshot now = registry.load();
      if (now.revision() != applied.snapshot.revision()) {
        applied = new Applied(now);
      }
    } catch (FactoryException e) {
      LOG.warn("What is applied could not be read again: {}", e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("What is applied could not be read again", e);
    }
  }

  @Override
  public ServicePlan service(String name) {
    return applied.service(name);
  }

  @Override
  public ServicePlan view(String name) {
    return applied.view(name);
  }

  @Override
  public List<ServicePlan> services() {
    Applied now = applied;
    List<ServicePlan> services = new ArrayList<>();
    for (AppliedDefinition entry : now.newestServices()) {
      ServicePlan known = now.services.get(entry.id().name());
      if (known != null) {
        services.add(known);
      }
    }
    return services;
  }

  @Override
  public void close() {
    refreshes.cancel(true);
    refresher.shutdownNow();
  }
}
