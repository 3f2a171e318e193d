package io.featurefactory.cli.project;

import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.ViewId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service with the views that it uses, as they were applied, whatever the files say now.
 *
 * @param views in the order in which the service names them
 */
public record AppliedService(AppliedDefinition entry, FeatureService service, List<Used> views) {
  public AppliedService {
    views = List.copyOf(views);
  }

  /** A view of a service. */
  public record Used(AppliedDefinition entry, AppliedView view) {}

  /** {@code name@version}. */
  public String name() {
    return entry.id().name() + "@" + entry.id().version();
  }

  /** The definitions of the views, by id, in the same order. */
  public Map<ViewId, FeatureView> definitions() {
    Map<ViewId, FeatureView> definitions = new LinkedHashMap<>();
    views.forEach(used -> definitions.put(used.view().view().id(), used.view().view()));
    return definitions;
  }
}
