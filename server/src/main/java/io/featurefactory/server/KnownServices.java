package io.featurefactory.server;

import io.featurefactory.model.FactoryException;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServicePlan;
import java.util.List;
import java.util.function.Supplier;

/** A catalog that tells what is not there from a request that is wrong. */
record KnownServices(ServiceCatalog catalog) implements ServiceCatalog {
  @Override
  public ServicePlan service(String name) {
    return found(() -> catalog.service(name));
  }

  @Override
  public ServicePlan view(String name) {
    return found(() -> catalog.view(name));
  }

  @Override
  public List<ServicePlan> services() {
    return catalog.services();
  }

  private static ServicePlan found(Supplier<ServicePlan> plan) {
    try {
      return plan.get();
    } catch (FactoryException e) {
      throw new NotFoundException(e);
    }
  }
}
