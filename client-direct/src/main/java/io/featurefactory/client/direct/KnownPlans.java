package io.featurefactory.client.direct;

import io.featurefactory.model.ViewId;
import io.featurefactory.serving.RequestErrors;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The services that a client has plans of, and their views. Immutable. */
final class KnownPlans {
  private final List<ServicePlan> all;
  private final Map<String, ServicePlan> services = new HashMap<>();
  private final Map<String, ServicePlan> views = new HashMap<>();

  KnownPlans(Collection<ServicePlan> plans) {
    this.all = List.copyOf(plans);
    if (all.isEmpty()) {
      throw DirectErrors.noPlans();
    }
    Map<ViewId, ServicePlan> firstWith = new HashMap<>();
    for (ServicePlan plan : all) {
      if (services.put(plan.toString(), plan) != null) {
        throw DirectErrors.planTwice(plan);
      }
      services.merge(plan.service().name(), plan, KnownPlans::newer);
      for (ServedView view : plan.views()) {
        requireSameLog(view, firstWith.computeIfAbsent(view.view(), v -> plan), plan);
        ServicePlan ofView = ServicePlan.of(view);
        views.putIfAbsent(ofView.toString(), ofView);
        views.merge(ofView.service().name(), ofView, KnownPlans::newer);
      }
    }
  }

  /** The rows of one of them would be refused, and whose they are shows only when they are read. */
  private static void requireSameLog(ServedView view, ServicePlan first, ServicePlan plan) {
    for (ServedView other : first.views()) {
      if (other.view().equals(view.view()) && !other.origin().equals(view.origin())) {
        throw DirectErrors.otherLog(first, plan, view);
      }
    }
  }

  private static ServicePlan newer(ServicePlan one, ServicePlan other) {
    return one.service().version() >= other.service().version() ? one : other;
  }

  List<ServicePlan> all() {
    return all;
  }

  /** A service: the newest version, or {@code name@version}. */
  ServicePlan service(String name) {
    return find("service", name, services);
  }

  /** All features of a view that a service uses. */
  ServicePlan view(String name) {
    return find("view", name, views);
  }

  private static ServicePlan find(String what, String name, Map<String, ServicePlan> among) {
    RequestErrors.requireShort(what, name);
    ServicePlan found = among.get(name);
    if (found == null) {
      List<String> known =
          among.values().stream().map(ServicePlan::toString).distinct().sorted().toList();
      throw DirectErrors.notFound(what, name, among.keySet(), known);
    }
    return found;
  }
}
