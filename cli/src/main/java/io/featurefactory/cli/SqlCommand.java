package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.OutputFile;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff sql}: SQL over what the project has. */
@Command(
    name = "sql",
    description = {
      "Run a SELECT over events, features over time, runs, and answers.",
      "In the SQL of DuckDB; the tables are lake.TABLE, log.TABLE (see ff show VIEW), runs, and"
          + " served.SERVICE_vN where answers are kept."
    },
    footer = {
      "",
      "Example:",
      "  ff sql \"SELECT count(*) FROM lake.clickstream\"",
      "  ff sql \"FROM log.ad_trend_v1_log WHERE ad_id = 'AD-1'\" --out ad.csv"
    })
final class SqlCommand extends ProjectCommand {
  @Parameters(paramLabel = "QUERY", description = "A single SELECT")
  private String query = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Write all rows to this .parquet, .csv or .json file")
  private Path file = Path.of("");

  @Option(names = "--overwrite", description = "Replace the file if it is there")
  private boolean overwrite;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Print at most so many rows (default: 1000); 0 for all")
  private int limit = 1_000;

  SqlCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    if (limit < 0) {
      throw wrongUsage("--limit: " + limit + " (expected: 0 or more)");
    }
    if (file.toString().isEmpty()) {
      try (SqlSession session = SqlSession.open(project, query, null)) {
        return answer(session.read(limit));
      }
    }
    OutputFile out = new OutputFile(file, resolve(file), overwrite);
    out.requirePlace();
    try (SqlSession session = SqlSession.open(project, query, out.path().getParent())) {
      long rows = session.write(out);
      return Answer.done(
          Fields.of("rows", rows).with("file", out.path().toString()),
          Block.Text.of("Wrote " + Texts.count(rows, "row") + " to " + file));
    }
  }

  private static Answer answer(SqlSession.Rows result) {
    List<Fields> json = new ArrayList<>();
    List<List<String>> cells = new ArrayList<>();
    for (List<@Nullable Object> row : result.rows()) {
      Fields fields = Fields.none();
      for (int i = 0; i < row.size(); i++) {
        fields.with(result.columns().get(i), row.get(i));
      }
      json.add(fields);
      cells.add(row.stream().map(Texts::value).toList());
    }
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < result.columns().size(); i++) {
      String name = result.columns().get(i);
      columns.add(result.numeric(i) ? Column.number(name) : Column.text(name));
    }
    Fields answer = Fields.of("rows", json).with("more", result.more());
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Table(columns, cells));
    if (result.more()) {
      blocks.add(
          Block.Text.of("There are more rows than these. Use --limit 0 for all, or --out FILE."));
    }
    return Answer.done(answer, blocks);
  }
}
