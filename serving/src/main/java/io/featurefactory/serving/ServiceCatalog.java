package io.featurefactory.serving;

import io.featurefactory.model.FactoryException;
import java.util.List;

/**
 * The services that can be looked up, as they are now.
 *
 * <p>For implementers: called for each lookup, by any number of threads.
 */
public interface ServiceCatalog {

  /**
   * A service.
   *
   * @param name the newest version, or {@code name@version}
   * @throws FactoryException USER if there is none
   */
  ServicePlan service(String name);

  /**
   * All features of a view, as if it were a service.
   *
   * @param name the newest version, or {@code name@version}
   * @throws FactoryException USER if there is none, or it is offline only
   */
  ServicePlan view(String name);

  /** The newest versions of all services, by name. */
  List<ServicePlan> services();
}
