package io.featurefactory.cli;

import io.featurefactory.cli.materialize.Trial;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.FolderTree;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.control.ViewSchema;
import io.featurefactory.definitions.FeatureTest;
import io.featurefactory.lake.SourceInputs;
import io.featurefactory.lake.Warehouse;
import io.featurefactory.lake.WarehouseSettings;
import io.featurefactory.model.Computation;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Runs one unit test of a view in a warehouse of its own, which is removed afterwards. */
final class FeatureTrial {
  private final Project project;
  private final Map<String, Source> sources;
  private final FeatureTest test;

  FeatureTrial(Project project, Map<String, Source> sources, FeatureTest test) {
    this.project = project;
    this.sources = sources;
    this.test = test;
  }

  /** What is not as expected, a line each; empty if the test passes. */
  List<String> differences() {
    Path folder = null;
    try {
      folder = Files.createTempDirectory("ff-test-");
      return differences(folder);
    } catch (IOException e) {
      throw CliErrors.cannotWrite(folder == null ? Path.of("ff-test") : folder, e);
    } finally {
      if (folder != null) {
        remove(folder);
      }
    }
  }

  private List<String> differences(Path folder) {
    WarehouseSettings settings =
        new WarehouseSettings(
            folder.toString(), "jdbc:sqlite:" + folder.resolve("catalog.db"), "test");
    try (Warehouse warehouse = Warehouse.open(settings, project.clock())) {
      TestEvents events = new TestEvents(warehouse, project.kernel());
      Map<String, Source> flat =
          test.view().computation() instanceof Computation.Query
              ? events.landAsStored(sources, test.events())
              : events.land(sources, test.events());
      try (Trial trial =
          Trial.run(
              SourceInputs.of(warehouse, project.kernel(), folder),
              project.scheduler(),
              test.view(),
              flat,
              test.at())) {
        return compare(trial);
      }
    }
  }

  private List<String> compare(Trial trial) {
    List<String> differences = new ArrayList<>();
    for (FeatureTest.Expectation expectation : test.expectations()) {
      List<@Nullable Object> row = trial.find(expectation.key());
      expectation
          .values()
          .forEach(
              (feature, expected) -> {
                Object actual = actual(row, feature);
                if (!same(expected, actual)) {
                  differences.add(
                      "%s: %s: %s of %s is %s (expected: %s)"
                          .formatted(
                              expectation.position(),
                              test.name(),
                              feature,
                              expectation.key(),
                              Texts.value(actual),
                              Texts.value(expected)));
                }
              });
    }
    return differences;
  }

  /** The value in the row; that of the empty row for a key without one. */
  private @Nullable Object actual(@Nullable List<@Nullable Object> row, String feature) {
    List<FeatureView.Feature> features = test.view().features();
    for (int i = 0; i < features.size(); i++) {
      if (features.get(i).name().equals(feature)) {
        ViewSchema.Feature empty = ProjectFiles.schema(test.view()).features().get(i);
        return row == null ? empty.empty() : row.get(test.view().keys().size() + i);
      }
    }
    throw new IllegalStateException("no feature " + feature);
  }

  private boolean same(@Nullable Object expected, @Nullable Object actual) {
    if (expected instanceof Double a && actual instanceof Double b) {
      double scale = Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
      return a.equals(b) || Math.abs(a - b) <= test.tolerance() * scale;
    }
    if (expected instanceof List<?> a && actual instanceof List<?> b) {
      if (a.size() != b.size()) {
        return false;
      }
      for (int i = 0; i < a.size(); i++) {
        if (!same(a.get(i), b.get(i))) {
          return false;
        }
      }
      return true;
    }
    return Objects.equals(expected, actual);
  }

  private static void remove(Path folder) {
    try {
      FolderTree.delete(folder);
    } catch (IOException e) {
      throw CliErrors.cannotWrite(folder, e);
    }
  }
}
