package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.ImportOptions;
import io.featurefactory.lake.ImportReport;
import io.featurefactory.lake.ImportReport.FileReport;
import io.featurefactory.lake.Importer;
import io.featurefactory.model.Source;
import io.featurefactory.model.Suggestions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff import}: files into the lake. */
@Command(
    name = "import",
    description = {
      "Import CSV, JSON lines or Parquet files into a table of the lake.",
      "The same file is imported once. Bad rows go to a table of their own."
    },
    footer = {
      "",
      "Example:",
      "  ff import clickstream data/2026-03-01.jsonl data/*.csv",
      "  ff import impressions men.csv --set campaign=men --set policy=random"
    })
final class ImportCommand extends ProjectCommand {
  @Parameters(index = "0", paramLabel = "TABLE", description = "The table: clickstream")
  private String table = "";

  @Parameters(index = "1..*", arity = "1..*", paramLabel = "FILE", description = "The files")
  private List<Path> files = new ArrayList<>();

  @Option(
      names = "--max-bad-rows",
      paramLabel = "N",
      description = "A file with more bad rows is refused (default: as in factory.yaml)")
  private @Nullable Long maxBadRows;

  @Option(
      names = "--set",
      paramLabel = "COLUMN=VALUE",
      description =
          "Give every row this value in a column that the files lack; may be repeated. The same file"
              + " with other values is another import")
  private List<String> set = new ArrayList<>();

  ImportCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    String name = LakeName.of(table);
    List<Path> paths = files.stream().map(this::resolve).toList();
    List<Source> sources = files().sourcesOf(name);
    Importer importer = new Importer(project.warehouse(), project.kernel(), project.clock());
    Long limit = maxBadRows;
    ImportOptions options =
        ImportOptions.withMaxBadRows(limit == null ? project.settings().maxBadRows() : limit)
            .withSet(setValues())
            .withKeys(files().keys());
    progress().begin("import " + Texts.count(paths.size(), "file"));
    ImportReport report =
        importer.importFiles(
            name,
            sources,
            paths,
            options,
            (file, index, count, fraction) -> progress().at((index + fraction) / count));
    progress().end(Texts.count(report.rows(), "row"));
    return answer(report, sources.isEmpty() ? unread(name) : "");
  }

  private Map<String, String> setValues() {
    Map<String, String> values = new LinkedHashMap<>();
    for (String argument : set) {
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw CliErrors.noColumnValue(argument);
      }
      String column = argument.substring(0, equals);
      if (values.put(column, argument.substring(equals + 1)) != null) {
        throw CliErrors.setTwice(column);
      }
    }
    return values;
  }

  /** A table that no source reads may be one whose name is mistyped. */
  private String unread(String name) {
    List<String> tables = files().lakeTables();
    return "No source reads lake.%s%s: its columns got the types that they seem to have."
        .formatted(name, Suggestions.of(name, tables));
  }

  private Answer answer(ImportReport report, String note) {
    List<Fields> json = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    List<String> refusals = new ArrayList<>();
    for (FileReport file : report.files()) {
      String status = file.status().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      json.add(
          Fields.of("file", file.file().toString())
              .with("status", file.status().name().toLowerCase(Locale.ROOT))
              .with("rows", file.rows())
              .with("rejected", file.rejected())
              .with("landed_at", file.landedAt())
              .with("reason", file.reason())
              .with("warnings", file.remarks()));
      rows.add(
          List.of(
              shown(file.file()), status, Texts.count(file.rows()), Texts.count(file.rejected())));
      if (file.reason() != null) {
        refusals.add("error: " + file.reason());
      }
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            List.of(
                Column.text("file"),
                Column.text("status"),
                Column.number("rows"),
                Column.number("bad rows")),
            rows));
    if (!note.isEmpty()) {
      blocks.add(Block.Prose.of(note));
    }
    if (report.rejected() > 0) {
      blocks.add(
          Block.Text.of(
              "Bad rows and their reasons: ff sql \"FROM %s__rejected\""
                  .formatted(report.table())));
    }
    List<String> problems = new ArrayList<>(warnings(report));
    problems.addAll(refusals);
    return new Answer(
        Fields.of("table", report.table().toString()).with("files", json),
        blocks,
        refusals.isEmpty() ? Answer.Outcome.DONE : Answer.Outcome.FAILED,
        problems);
  }

  /** One line for what several files have in common. */
  private List<String> warnings(ImportReport report) {
    Map<String, List<String>> files = new LinkedHashMap<>();
    for (FileReport file : report.files()) {
      for (String remark : file.remarks()) {
        files.computeIfAbsent(remark, r -> new ArrayList<>()).add(shown(file.file()));
      }
    }
    List<String> lines = new ArrayList<>();
    files.forEach(
        (remark, names) -> {
          String others =
              names.size() == 1
                  ? ""
                  : " (and " + Texts.count(names.size() - 1, "other file") + " like it)";
          lines.add("warning: " + names.get(0) + others + " " + remark);
        });
    return lines;
  }

  private String shown(Path file) {
    Path folder = surroundings().folder();
    return file.startsWith(folder) ? folder.relativize(file).toString() : file.toString();
  }
}
