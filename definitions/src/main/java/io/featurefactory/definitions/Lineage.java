package io.featurefactory.definitions;

import io.featurefactory.model.Aggregate;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.Expr;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.LineageEdge;
import io.featurefactory.model.LineageNode;
import io.featurefactory.model.Source;
import io.featurefactory.model.Window;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which columns values come from, by the checked expressions. */
final class Lineage {
  private final Set<LineageEdge> edges = new LinkedHashSet<>();
  private final DefinitionId owner;

  private Lineage(DefinitionId owner) {
    this.owner = owner;
  }

  /** Computed columns come from others of the source. */
  static List<LineageEdge> of(Source source) {
    Lineage lineage = new Lineage(DefinitionId.source(source.name()));
    for (Source.Column column : source.columns()) {
      lineage.add(lineage.owner, column.expr(), column.name());
    }
    return lineage.list();
  }

  /** Features come from columns of sources; what an sql view reads is not known. */
  static List<LineageEdge> of(FeatureView view) {
    Lineage lineage = new Lineage(DefinitionId.view(view.id()));
    for (FeatureView.Feature feature : view.features()) {
      if (view.computation() instanceof Computation.Aggregation aggregation) {
        lineage.addAggregated(feature, aggregation);
      } else if (view.computation() instanceof Computation.Latest latest) {
        DefinitionId source = DefinitionId.source(latest.source());
        lineage.add(source, feature.expr(), feature.name());
        lineage.add(source, latest.filter(), feature.name());
      }
    }
    return lineage.list();
  }

  private void addAggregated(FeatureView.Feature feature, Computation.Aggregation aggregation) {
    Set<String> used = ExprColumns.of(feature.expr());
    for (Aggregate aggregate : aggregation.aggregates()) {
      if (aggregate.windows().stream().map(Window::name).noneMatch(used::contains)) {
        continue;
      }
      DefinitionId source = DefinitionId.source(aggregate.source());
      add(source, aggregate.argument(), feature.name());
      add(source, aggregate.filter(), feature.name());
      if (aggregate.source().equals(aggregation.source())) {
        add(source, aggregation.filter(), feature.name());
      }
    }
  }

  /** Members are features of views, derived ones come from some; inputs come from the caller. */
  static List<LineageEdge> of(FeatureService service) {
    Lineage lineage = new Lineage(DefinitionId.service(service.name(), service.version()));
    service.members().forEach(m -> lineage.add(m.feature(), m.feature().feature()));
    for (FeatureService.Derived derived : service.derived()) {
      derived.features().forEach(feature -> lineage.add(feature, derived.name()));
    }
    return lineage.list();
  }

  private void add(FeatureRef feature, String to) {
    add(DefinitionId.view(feature.view()), feature.feature(), to);
  }

  private void add(DefinitionId from, @Nullable Expr expr, String to) {
    ExprColumns.of(expr).forEach(column -> add(from, column, to));
  }

  private void add(DefinitionId from, String column, String to) {
    edges.add(new LineageEdge(new LineageNode(from, column), new LineageNode(owner, to)));
  }

  private List<LineageEdge> list() {
    return new ArrayList<>(edges);
  }
}
