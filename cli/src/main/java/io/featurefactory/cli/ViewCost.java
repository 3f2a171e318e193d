package io.featurefactory.cli;

import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.SqlViews;
import io.featurefactory.control.Plan;
import io.featurefactory.control.PlanItem;
import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Computation;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.model.ViewId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What computing all history of a view costs, measured in what is in the lake now.
 *
 * @param rows of the sources, from the statistics of the tables; 0 if the tiles are there already
 * @param bytes of their files
 * @param keys of all events, whatever the filter; null if that is not known before the first run
 * @param keysCounted false if they are estimated, or are those of the source that has the most
 * @param first the earliest event; null if there is none or it is not known
 * @param last the latest event
 * @param assumesNoLateEvents true if a source does not say when events landed
 * @param fullComparison true if each boundary reads its inputs anew, and compares all keys
 */
record ViewCost(
    ViewId view,
    long rows,
    long bytes,
    @Nullable Long keys,
    boolean keysCounted,
    @Nullable Instant first,
    @Nullable Instant last,
    Duration every,
    boolean assumesNoLateEvents,
    boolean fullComparison) {

  /** Of the views whose log begins anew. */
  static List<ViewCost> of(Project project, Definitions definitions, Plan plan) {
    Set<DefinitionId> anew = new HashSet<>();
    plan.items(PlanItem.New.class).forEach(item -> anew.add(item.id()));
    plan.items(PlanItem.ReplacedDraft.class).forEach(item -> anew.add(item.id()));
    Set<DefinitionId> tiled = new HashSet<>();
    plan.items(PlanItem.ReusesTiles.class).forEach(item -> tiled.add(item.id()));
    List<ViewCost> costs = new ArrayList<>();
    for (Defined<FeatureView> view : definitions.views()) {
      DefinitionId id = view.definition().id();
      if (anew.contains(id)) {
        List<Source> sources =
            view.value().computation() instanceof Computation.Query
                ? read(SqlViews.tables(project.inputs(), view.value()), definitions)
                : sources(view, definitions);
        costs.add(new CostMeasure(project, view.value(), sources).cost(tiled.contains(id)));
      }
    }
    return costs;
  }

  private static List<Source> sources(Defined<FeatureView> view, Definitions definitions) {
    return definitions.sources().stream()
        .filter(s -> view.definition().uses().contains(s.definition().id()))
        .map(Defined::value)
        .toList();
  }

  /** One source for each of the tables. */
  private static List<Source> read(Set<String> tables, Definitions definitions) {
    Map<String, Source> byTable = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Defined<Source> source : definitions.sources()) {
      if (source.value().location() instanceof Source.LakeTable table) {
        byTable.putIfAbsent("lake." + table.table(), source.value());
      }
    }
    return tables.stream().map(byTable::get).filter(Objects::nonNull).toList();
  }

  /** Boundaries from the first event to the last; null if there are no events. */
  @Nullable Long boundaries() {
    return first == null || last == null
        ? null
        : Duration.between(Boundaries.floor(first, every), Boundaries.floor(last, every))
                .dividedBy(every)
            + 1;
  }

  Fields json() {
    return Fields.of("view", view.name())
        .with("version", view.version())
        .with("rows_to_read", rows)
        .with("bytes_to_read", bytes)
        .with("keys", keys)
        .with("keys_counted", keysCounted)
        .with("first_event", first)
        .with("last_event", last)
        .with("boundaries", boundaries())
        .with("assumes_no_late_events", assumesNoLateEvents)
        .with("full_comparison", fullComparison);
  }

  static Table table(List<ViewCost> costs) {
    List<List<String>> rows = new ArrayList<>();
    for (ViewCost cost : costs) {
      rows.add(
          List.of(
              cost.view().toString(),
              Texts.count(cost.rows()),
              Texts.bytes(cost.bytes()),
              cost.keys() == null
                  ? "?"
                  : (cost.keysCounted() ? "" : "~") + Texts.count(cost.keys()),
              cost.boundaries() == null ? "?" : Texts.count(cost.boundaries()),
              cost.first() == null ? "-" : cost.first().toString().substring(0, 10)));
    }
    return new Table(
        List.of(
            Column.text("cost of all history"),
            Column.number("events to read"),
            Column.number("size"),
            Column.number("keys"),
            Column.number("boundaries"),
            Column.text("since")),
        rows);
  }

  static List<Block> notes(List<ViewCost> costs) {
    List<Block> notes = new ArrayList<>();
    if (costs.stream().allMatch(cost -> cost.rows() == 0 && cost.first() == null)) {
      notes.add(
          Block.Text.of("The lake has no events of these views yet: ff import TABLE FILE..."));
    }
    String trusting = names(costs, ViewCost::assumesNoLateEvents);
    if (!trusting.isEmpty()) {
      notes.add(
          Block.Prose.of(
              "Assumed for the history of %s: no event was late, since a source that is read does not declare landed_at."
                  .formatted(trusting)));
    }
    String comparing = names(costs, ViewCost::fullComparison);
    if (!comparing.isEmpty()) {
      notes.add(
          Block.Prose.of(
              "Full comparison: at every boundary of %s the sql runs over its tables, and its whole result is compared with the state."
                  .formatted(comparing)));
    }
    return notes;
  }

  private static String names(List<ViewCost> costs, Predicate<ViewCost> which) {
    return costs.stream()
        .filter(which)
        .map(cost -> cost.view().toString())
        .collect(Collectors.joining(", "));
  }
}
