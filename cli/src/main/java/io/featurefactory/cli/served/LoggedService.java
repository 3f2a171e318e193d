package io.featurefactory.cli.served;

import io.featurefactory.cli.project.AppliedService;
import io.featurefactory.serving.ServicePlan;

/**
 * A service, or a view as if it were one, whose answers may have been logged.
 *
 * @param plan of its lookups
 * @param applied the same with its views
 */
public record LoggedService(ServicePlan plan, AppliedService applied) {}
