package io.featurefactory.server;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServicePlan;
import java.util.Arrays;
import java.util.List;

/** The services and views of {@link ServedMarket}. */
final class MarketCatalog implements ServiceCatalog {
  @Override
  public ServicePlan service(String name) {
    return services().stream()
        .filter(plan -> plan.service().name().equals(name))
        .findFirst()
        .orElseThrow(() -> new FactoryException(Kind.USER, "no such service: " + name));
  }

  @Override
  public ServicePlan view(String name) {
    return ServedMarket.plan().views().stream()
        .filter(view -> view.view().name().equals(name))
        .map(ServicePlan::of)
        .findFirst()
        .orElseThrow(() -> new FactoryException(Kind.USER, "no such view: " + name));
  }

  @Override
  public List<ServicePlan> services() {
    return Arrays.asList(ServedMarket.plan());
  }
}
