package io.featurefactory.cli;

import io.featurefactory.cli.project.Project;
import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.StoredTypes;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with the definitions of the files beside what is in the lake. */
final class FileChecks {
  private FileChecks() {}

  /** Fails with one line for each mistake, before anything is made of the definitions. */
  static void check(Project project, Definitions definitions) {
    List<String> mistakes = new ArrayList<>();
    if (project.settings().hasWarehouse()) {
      for (Defined<Source> source : definitions.sources()) {
        mistakes.addAll(storedOtherwise(project, source));
      }
    }
    for (Defined<FeatureView> view : definitions.views()) {
      view.value().online().stream()
          .filter(target -> target.layout() == FeatureView.Layout.HASH)
          .map(target -> CliErrors.hashInAView(view.position().toString(), target.store()))
          .forEach(mistakes::add);
    }
    mistakes.addAll(QueryViews.mistakes(project, definitions));
    if (!mistakes.isEmpty()) {
      throw CliErrors.mistakes(mistakes);
    }
  }

  private static List<String> storedOtherwise(Project project, Defined<Source> source) {
    if (!(source.value().location() instanceof Source.LakeTable location)) {
      return List.of();
    }
    TableId id = TableId.lake(location.table());
    LakeTable table = project.warehouse().findTable(id);
    return table == null
        ? List.of()
        : StoredTypes.contradictions(source.value(), table).stream()
            .map(
                found -> {
                  String name = found.column().name();
                  Position place = source.columns().getOrDefault(name, source.position());
                  return CliErrors.storedOtherwise(
                      place.toString(), source.value(), found, id.toString());
                })
            .toList();
  }
}
