package io.featurefactory.cli;

import io.featurefactory.cli.evaluate.ServiceEvaluation;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.project.FolderTree;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.control.ControlStore;
import io.featurefactory.model.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ff demo}: the whole way, on the events of a made-up marketplace. */
@Command(
    name = "demo",
    description = {
      "Make a marketplace's events and go the whole way, from the lake to lookups.",
      "Lake, features, checks, publish, lookups, a later day with late events, proof; ends with a"
          + " report."
    },
    footer = {
      "",
      "With --env the demo has the stores and the engine of the project that it is called in:",
      "factory.yaml and factory.NAME.yaml are copied. They have to be of no other project: the",
      "registry has to be empty, and rows in the online stores are replaced.",
      "",
      "Example:",
      "  ff demo",
      "  ff demo --events 1000000 --days 30 --dir market",
      "  ff demo --env cluster"
    })
final class DemoCommand extends FactoryCommand {
  /** Says that a folder was made by a demo and may be made anew. */
  private static final String MARKER = ServiceEvaluation.DEMO_MARKER;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "200000",
      description = "Impressions and clicks, about (default: ${DEFAULT-VALUE})")
  private long events;

  @Option(
      names = "--days",
      paramLabel = "D",
      defaultValue = "14",
      description = "Days of history, up to yesterday (default: ${DEFAULT-VALUE})")
  private int days;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "ff-demo",
      description = "The project's folder, made anew (default: ${DEFAULT-VALUE})")
  private Path dir = Path.of("");

  DemoCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer() {
    if (days < 3) {
      throw wrongUsage("--days: " + days + " (expected: at least 3)");
    }
    LocalDate today = LocalDate.ofInstant(surroundings().clock().instant(), ZoneOffset.UTC);
    Demo.requirePossible(events, days, today);
    String environment = common().environment();
    Map<String, String> settings = Map.of();
    if (!environment.isEmpty()) {
      ProjectFiles outer = projectFiles(); // the demo's own is not there yet
      settings = outer.settingsTexts();
      requireNew(outer.settings().registryUrl());
    }
    Path folder = resolve(dir);
    makeAnew(folder);
    Template.DEMO.write(folder, today);
    Template.SCHEMAS.write(folder.resolve("schema"), today);
    write(folder, settings);
    ProjectFiles files = new ProjectFiles(folder, environment, surroundings().environment());
    Answer answer =
        new Demo(files, surroundings().clock(), schedulers(), progress(), dir)
            .run(events, days, environment);
    String hint = OnPath.hint(surroundings());
    return hint.isEmpty() ? answer : answer.with(Block.Text.of("So that ff is found: " + hint));
  }

  /** A registry of SQLite may be in the folder that is about to be made anew. */
  private void requireNew(String registry) {
    if (new DatabaseUrl(registry).isOnServer()) {
      try (ControlStore control = ControlStore.openOrCreate(registry, surroundings().clock())) {
        Demo.requireNew(control.registry());
      }
    }
  }

  @Override
  @Nullable Integer elsewhere() {
    if (common().environment().isEmpty()) {
      return null;
    }
    // it makes a project, in a folder that somebody has to find
    ProjectFiles files = projectFiles();
    return onSpark(files, files.settings().spark().submit().isApart());
  }

  private static void write(Path folder, Map<String, String> files) {
    try {
      for (Map.Entry<String, String> file : files.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
    } catch (IOException e) {
      throw CliErrors.cannotWrite(folder, e);
    }
  }

  private static void makeAnew(Path folder) {
    try {
      if (Files.exists(folder)) {
        if (!Files.exists(folder.resolve(MARKER)) && !empty(folder)) {
          throw CliErrors.notEmpty(folder);
        }
        FolderTree.delete(folder);
      }
      Files.createDirectories(folder);
      Files.createFile(folder.resolve(MARKER));
    } catch (IOException e) {
      throw CliErrors.cannotWrite(folder, e);
    }
  }

  private static boolean empty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return false;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      return inside.findAny().isEmpty();
    }
  }
}
