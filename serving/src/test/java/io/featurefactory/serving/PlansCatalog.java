package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.util.List;

/** Some services, with and without their versions, and their views. */
public record PlansCatalog(List<ServicePlan> services) implements ServiceCatalog {
  /** Of these services. */
  public static PlansCatalog of(ServicePlan... plans) {
    return new PlansCatalog(List.of(plans));
  }

  @Override
  public ServicePlan service(String name) {
    return services.stream()
        .filter(plan -> name.equals(plan.service().name()) || name.equals(plan.toString()))
        .findFirst()
        .orElseThrow(() -> new FactoryException(Kind.USER, "no such service: " + name));
  }

  @Override
  public ServicePlan view(String name) {
    return services.stream()
        .flatMap(plan -> plan.views().stream())
        .filter(view -> view.view().name().equals(name))
        .map(ServicePlan::of)
        .findFirst()
        .orElseThrow(() -> new FactoryException(Kind.USER, "no such view: " + name));
  }
}
