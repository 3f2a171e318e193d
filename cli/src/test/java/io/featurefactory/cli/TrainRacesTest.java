package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.cli.output.OutputFile;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.project.ThisProcess;
import io.featurefactory.cli.train.AsOf;
import io.featurefactory.cli.train.TrainRequest;
import io.featurefactory.cli.train.TrainingSet;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.model.FactoryException;
import io.featurefactory.training.TrainingPlan.Columns;
import io.featurefactory.training.TrainingPlan.Names;
import io.featurefactory.training.TrainingPlan.Types;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others do while a training set is made, and what is left of one that died. */
final class TrainRacesTest {
  private static final String LINE =
      "train ranking --spine spine.csv --time shown_at --map ad_id=item --out ";

  @TempDir Path folder;
  private TrainProject shop;

  @BeforeEach
  void project() throws IOException {
    shop = TrainProject.make(folder);
  }

  /** Makes the set; somebody does something when the spine has been opened. */
  private void train(String out, Runnable meanwhile) {
    ProjectFiles files = new ProjectFiles(folder, "", Map.of());
    try (Project project =
        new Project(files.settings(), Clock.fixed(TrainProject.NOW, ZoneOffset.UTC))) {
      Catalog catalog = new Catalog(project.control().registry().load());
      TrainRequest request =
          new TrainRequest(
              "ranking",
              "spine.csv",
              "shown_at",
              Map.of("ad_id", "item"),
              AsOf.AVAILABILITY,
              "",
              new Columns(Names.SHORT, Types.EXACT, Set.of()),
              "",
              null,
              Set.of());
      Path path = folder.resolve(out);
      new TrainingSet(
              project,
              files.resolveService(catalog.entry("ranking", Kind.SERVICE), catalog.snapshot()),
              share -> {})
          .write(
              request,
              folder.resolve("spine.csv"),
              new OutputFile(Path.of(out), path, false),
              columns -> meanwhile.run());
    }
  }

  private void refused(Runnable meanwhile) {
    assertThatThrownBy(() -> train("out.csv", meanwhile))
        .isInstanceOf(FactoryException.class)
        .hasMessageContaining("spine.csv was changed while it was read. Nothing was written");
    assertThat(folder.toFile().list()).noneMatch(name -> name.contains("out.csv"));
  }

  @Test
  void train_spineIsReplacedMeanwhile_isRefused() {
    refused(
        () -> {
          try {
            shop.write("other.csv", TrainProject.SPINE);
            Files.move(
                folder.resolve("other.csv"),
                folder.resolve("spine.csv"),
                StandardCopyOption.REPLACE_EXISTING);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void train_spineIsWrittenToMeanwhile_isRefused() {
    refused(
        () -> {
          try {
            shop.write("spine.csv", TrainProject.SPINE.replace("first", "other"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void train_outputComesThereMeanwhile_staysAsItIs() throws IOException {
    assertThatThrownBy(
            () ->
                train(
                    "out.csv",
                    () -> {
                      try {
                        shop.write("out.csv", "of somebody else");
                      } catch (IOException e) {
                        throw new UncheckedIOException(e);
                      }
                    }))
        .hasMessageContaining("--out out.csv: the file is there already");
    assertThat(shop.lines("out.csv")).containsExactly("of somebody else");
  }

  @Test
  void train_twoAtOnceIntoOneTable_oneOfThemIsRefused() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<Future<CommandLineDriver.Result>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(threads.submit(() -> shop.driver().ff(LINE + "lake.marked")));
    }
    int done = 0;
    for (Future<CommandLineDriver.Result> one : both) {
      CommandLineDriver.Result result = one.get();
      done += result.code() == 0 ? 1 : 0;
      if (result.code() != 0) {
        assertThat(result.err()).contains("there is a table of this name already");
      }
    }
    threads.shutdown();

    assertThat(done).isEqualTo(1);
    assertThat(
            shop.driver()
                .ff("sql", "SELECT count(*) AS n FROM lake.marked", "--output", "json")
                .out())
        .contains("\"n\": 6");
  }

  /** No process has that number: the greatest of Linux has seven digits. */
  @Test
  void train_filesOfAProcessThatWasKilled_areRemoved() throws IOException {
    String host = ThisProcess.holder().host();
    Path dead = shop.write(".out.csv." + host + "-99999999-0123abcd", "half of a training set");
    Path alive =
        shop.write(
            ".out.csv." + host + "-" + ProcessHandle.current().pid() + "-0123abcd", "another");
    Path other = shop.write(".out2.csv." + host + "-99999999-0123abcd", "of another output");

    shop.done(LINE + "out.csv");

    assertThat(dead).doesNotExist();
    assertThat(alive).exists();
    assertThat(other).exists();
  }

  @Test
  void train_textWithANulIntoCsv_isMeasured() throws IOException {
    shop.write(
        "nul.jsonl",
        "{\"event_time\": \"2026-03-02T00:30:00Z\", \"ad_id\": \"007\", \"device\": \"a\\u0000b\"}\n");

    shop.done("train ranking --spine nul.jsonl --out nul.csv");

    assertThat(Files.readString(folder.resolve("nul.csv"))).contains("a\0b");
    assertThat(Files.readString(folder.resolve("nul.csv.manifest.json"))).contains("\"nulls\": 0");
  }
}
