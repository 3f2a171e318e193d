package io.featurefactory.cli;

import io.featurefactory.cli.materialize.MaterializeReport;
import io.featurefactory.cli.materialize.Materializer;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.RepairableStore;
import io.featurefactory.online.PublishSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff publish}: from the log to the stores. */
@Command(
    name = "publish",
    description = "Bring the online stores up to the log, rebuild them from it, or take them back.",
    footer = {
      "",
      "Examples:",
      "  ff publish ad_trend --store cache --rebuild",
      "  ff publish ad_trend --rollback   serve again what was served before that",
      "  ff publish ad_trend              and follow the log again"
    })
final class PublishCommand extends MaterializeCommand {
  @Parameters(paramLabel = "VIEW", description = "Only these views (default: all)")
  private List<String> views = new ArrayList<>();

  @Option(names = "--store", paramLabel = "STORE", description = "Only this store")
  private String store = "";

  @Option(
      names = "--rebuild",
      description = "Write everything anew, beside what is served until it is complete")
  private boolean rebuild;

  @Option(
      names = "--rollback",
      description =
          "Serve again what the last rebuild has replaced, until ff publish VIEW ends that")
  private boolean rollback;

  @Option(
      names = "--throttle",
      paramLabel = "ROWS",
      description = "Write at most so many rows a second (default: as many as the store takes)")
  private @Nullable Long throttle;

  PublishCommand(Surroundings surroundings) {
    super(surroundings);
  }

  /** To serve other rows again needs no tasks, and is wanted at once. */
  @Override
  boolean computes() {
    return !rollback;
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
    return rollback ? "rolled back" : "published";
  }

  @Override
  void requireSense() {
    if (throttle != null && throttle < 1) {
      throw wrongUsage("--throttle: %d (expected: at least 1)".formatted(throttle));
    }
    if (rollback && (rebuild || throttle != null)) {
      throw wrongUsage("--rollback writes no rows (expected: without --rebuild and --throttle)");
    }
    if (rollback && views.isEmpty()) {
      throw wrongUsage("--rollback takes back the views that it names (expected: VIEW...)");
    }
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
    return materializer
        .publishing(settings())
        .publish(
            store.isEmpty() ? null : store,
            extent(),
            views.isEmpty() ? Materializer.RolledBack.STAYS : Materializer.RolledBack.ENDS);
  }

  private Materializer.Extent extent() {
    if (rollback) {
      return Materializer.Extent.ROLLBACK;
    }
    return rebuild ? Materializer.Extent.WHOLE_STATE : Materializer.Extent.NEW_ROWS;
  }

  private PublishSettings settings() {
    PublishSettings settings = PublishSettings.defaults();
    if (throttle == null) {
      return settings;
    }
    // small batches, so that the rows of a second come spread over it
    int rows = (int) Math.max(1, Math.min(settings.batchRows(), throttle / 10));
    return new PublishSettings(rows, settings.batchBytes(), throttle);
  }
}
