package io.featurefactory.cli;

import io.featurefactory.cli.materialize.MaterializeReport;
import io.featurefactory.cli.materialize.Materializer;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.RepairableStore;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff publish}: from the log to the stores. */
@Command(
    name = "publish",
    description = "Bring the online stores up to the log, or rebuild them from it.",
    footer = {"", "Example:", "  ff publish ad_trend --store cache --rebuild"})
final class PublishCommand extends MaterializeCommand {
  @Parameters(paramLabel = "VIEW", description = "Only these views (default: all)")
  private List<String> views = new ArrayList<>();

  @Option(names = "--store", paramLabel = "STORE", description = "Only this store")
  private String store = "";

  @Option(
      names = "--rebuild",
      description = "Write everything anew, beside what is served until it is complete")
  private boolean rebuild;

  PublishCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  List<String> names() {
    return views;
  }

  @Override
  String verb() {
    return "publish";
  }

  @Override
  String idle() {
    return "published";
  }

  /** What a damaged store holds is set aside, of all views; it is written anew then. */
  @Override
  void prepare(Project project) {
    if (rebuild) {
      for (String name : project.settings().online().keySet()) {
        if ((store.isEmpty() || store.equals(name))
            && project.store(name) instanceof RepairableStore repairable) {
          String damage = repairable.setAsideIfDamaged();
          if (damage != null) {
            progress().note(note(name, damage));
          }
        }
      }
    }
  }

  private static String note(String store, String damage) {
    return "Online store %s was damaged, and is written anew. What it held was moved to %s"
        .formatted(store, damage);
  }

  @Override
  MaterializeReport materialize(AppliedView view, Materializer materializer) {
    List<String> stores = view.view().online().stream().map(OnlineTarget::store).toList();
    if (!store.isEmpty() && !stores.contains(store)) {
      throw CliErrors.storeNotOfView(view.view().id().toString(), store, stores);
    }
    return materializer.publish(
        store.isEmpty() ? null : store,
        rebuild ? Materializer.Extent.WHOLE_STATE : Materializer.Extent.NEW_ROWS);
  }
}
