package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ff init}: a new project that works at once. */
@Command(
    name = "init",
    description = "Make a new project that works at once.",
    footer = {"", "Example:", "  ff init shop", "  cd shop", "  ff plan"})
final class InitCommand extends FactoryCommand {
  @Parameters(paramLabel = "DIR", description = "A new or empty folder")
  private Path folder = Path.of("");

  InitCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer() {
    Path target = resolve(folder);
    requireEmpty(target);
    List<String> files = new ArrayList<>(Template.INIT.write(target, today()));
    Template.SCHEMAS.write(target.resolve("schema"), today()).stream()
        .map(file -> "schema/" + file)
        .forEach(files::add);
    List<String> lines = new ArrayList<>();
    lines.add("Made a project in " + target + ":");
    files.forEach(file -> lines.add("  " + file));
    return Answer.done(
        Fields.of("folder", target.toString()).with("files", files),
        new Block.Text(lines),
        new Block.Text(next()));
  }

  private List<String> next() {
    List<String> next = new ArrayList<>();
    next.add("Next: cd " + folder + " and follow README.md, which goes from here to a lookup.");
    String hint = OnPath.hint(surroundings());
    if (!hint.isEmpty()) {
      next.add("So that ff is found there: " + hint);
    }
    return next;
  }

  private LocalDate today() {
    return surroundings().clock().instant().atZone(ZoneOffset.UTC).toLocalDate();
  }

  private static void requireEmpty(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    if (!Files.isDirectory(folder)) {
      throw CliErrors.isAFile(folder);
    }
    try (Stream<Path> inside = Files.list(folder)) {
      if (inside.findAny().isPresent()) {
        throw CliErrors.notEmpty(folder);
      }
    } catch (IOException e) {
      throw CliErrors.cannotWrite(folder, e);
    }
  }
}
