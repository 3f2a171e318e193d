package io.featurefactory.cli;

import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.Registry;
import io.featurefactory.online.RowSchema;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServicePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns what was applied into plans of lookups. */
final class ServedPlans {
  private final ProjectFiles files;
  private final String onlyStore;

  /**
   * Plans.
   *
   * @param onlyStore the store to ask; empty for those of each view, in their order
   */
  ServedPlans(ProjectFiles files, String onlyStore) {
    this.files = files;
    this.onlyStore = onlyStore;
  }

  /** All features of a view. */
  ServicePlan view(AppliedDefinition entry) {
    return ServicePlan.of(served(entry, null));
  }

  /** The features of a service. */
  ServicePlan service(AppliedDefinition entry, Registry.Snapshot applied) {
    FeatureService service = files.service(entry, applied);
    List<ServedView> views = new ArrayList<>();
    for (DefinitionId used : entry.definition().uses()) {
      AppliedDefinition view = Objects.requireNonNull(applied.find(used), used::toString);
      views.add(served(view, service.store()));
    }
    return ServicePlan.of(service, views);
  }

  private ServedView served(AppliedDefinition entry, @Nullable String firstStore) {
    ViewSchema schema = ProjectFiles.schema(entry);
    List<RowSchema.Column> columns = new ArrayList<>();
    List<@Nullable Object> empty = new ArrayList<>();
    for (ViewSchema.Feature feature : schema.features()) {
      columns.add(new RowSchema.Column(feature.name(), feature.type()));
      empty.add(feature.empty());
    }
    return new ServedView(
        schema.view(),
        schema.keys(),
        RowSchema.of(columns, schema.every(), empty),
        schema.freshWithin(),
        stores(schema, firstStore),
        FeatureTables.log(Objects.requireNonNull(entry.tables())) + " ");
  }

  private List<String> stores(ViewSchema schema, @Nullable String firstStore) {
    List<String> stores = schema.online().stream().map(OnlineTarget::store).toList();
    if (onlyStore.isEmpty()) {
      if (stores.isEmpty()) {
        throw CliErrors.offline(schema.view().toString());
      }
      return stores.stream()
          .sorted(Comparator.comparing(store -> !store.equals(firstStore)))
          .toList();
    }
    if (!stores.contains(onlyStore)) {
      throw CliErrors.storeNotOfView(schema.view().toString(), onlyStore, stores);
    }
    return List.of(onlyStore);
  }
}
