package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.FeatureView;
import io.featurefactory.serving.Column;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Asks a plan for one row, whose keys were typed. */
final class OneLookup {
  /** Stores have deadlines of their own. */
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Project project;
  private final String entry;

  /**
   * A lookup.
   *
   * @param entry what the user asked for, for messages
   */
  OneLookup(Project project, String entry) {
    this.project = project;
    this.entry = entry;
  }

  /** The answer; inputs that were not typed are NULL. Fails if a store does. */
  LookupAnswer answer(ServicePlan plan, KeyArguments arguments) {
    arguments.requireOnly(entry, List.copyOf(plan.parameters().keySet()));
    Map<String, Column> columns = new LinkedHashMap<>();
    for (ServicePlan.Parameter parameter : plan.parameters().values()) {
      if (arguments.has(parameter.name())) {
        FeatureView.Key key = new FeatureView.Key(parameter.name(), parameter.type());
        columns.put(parameter.name(), Column.same(arguments.value(key)));
      }
    }
    for (Input input : plan.service().inputs()) {
      columns.putIfAbsent(input.name(), Column.same(null));
    }
    requireKeys(plan, columns.keySet());
    Instant now = Boundaries.ofMicros(Boundaries.micros(project.clock().instant()));
    try (ServiceLookup lookup = new ServiceLookup(project::store, project.clock())) {
      LookupAnswer answer = lookup.answer(plan, new LookupRequest(1, columns, now, LONGEST));
      FactoryException failure = answer.failure();
      if (failure != null) {
        throw failure;
      }
      return answer;
    }
  }

  private void requireKeys(ServicePlan plan, Set<String> given) {
    Set<String> missing = plan.missing(given);
    if (!missing.isEmpty()) {
      List<FeatureView.Key> needed =
          plan.parameters().values().stream()
              .filter(p -> p.role() == ServicePlan.Parameter.Role.KEY)
              .map(p -> new FeatureView.Key(p.name(), p.type()))
              .toList();
      throw CliErrors.missingKeys(entry, List.copyOf(missing), needed);
    }
  }
}
