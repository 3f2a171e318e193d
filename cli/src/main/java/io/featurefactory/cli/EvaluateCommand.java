package io.featurefactory.cli;

import io.featurefactory.cli.evaluate.EvaluateRequest;
import io.featurefactory.cli.evaluate.EvaluationJson;
import io.featurefactory.cli.evaluate.EvaluationPage;
import io.featurefactory.cli.evaluate.EvaluationReport;
import io.featurefactory.cli.evaluate.EvaluationText;
import io.featurefactory.cli.evaluate.ServiceEvaluation;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.OutputFile;
import io.featurefactory.cli.project.AppliedService;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.train.SplitArguments;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.training.Split;
import io.featurefactory.training.evaluate.LightGbmLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff evaluate}: what features are worth. */
@Command(
    name = "evaluate",
    description = {
      "Train ranking models with and without the features of a service, and say what each view"
          + " and each feature is worth, and what it costs.",
      "Rows that were shown together are a group; models learn from the earlier groups and are"
          + " tested on the later ones."
    },
    footer = {
      "",
      "Example:",
      "  ff evaluate search_ranking --spine clicks.csv --label clicked --group page_id",
      "  ff evaluate search_ranking --spine spine.sql --label clicked --group page_id \\",
      "      --baseline shown_price --out worth.html"
    })
final class EvaluateCommand extends ProjectCommand {
  @Parameters(
      index = "0",
      paramLabel = "SERVICE",
      description = "A feature service; NAME@VERSION for a certain one")
  private String service = "";

  @Option(
      names = "--spine",
      required = true,
      paramLabel = "FILE|TABLE|QUERY.sql",
      description =
          "The rows: a .parquet, .csv or .jsonl file, a table such as lake.clicks, or a file with"
              + " a SELECT")
  private String spine = "";

  @Option(
      names = "--label",
      required = true,
      paramLabel = "COLUMN",
      description = "What was wanted: true and false, or 0 and greater numbers")
  private String label = "";

  @Option(
      names = "--group",
      required = true,
      split = ",",
      paramLabel = "COLUMN",
      description = "Which rows were shown together, such as the result page")
  private List<String> groups = new ArrayList<>();

  @Mixin private SpineOptions columns = new SpineOptions();

  @Option(
      names = "--baseline",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns of the spine that every model gets: numbers, or true and false")
  private List<String> baseline = new ArrayList<>();

  @Option(
      names = "--static",
      split = ",",
      paramLabel = "FEATURE",
      description = "The static features, which every model gets (default: those of table views)")
  private @Nullable List<String> statics;

  @Option(
      names = "--split",
      split = ",",
      paramLabel = "SHARE",
      description = "Shares of train, validation and test, by time (default: 0.6,0.2,0.2)")
  private List<Double> shares = new ArrayList<>(List.of(0.6, 0.2, 0.2));

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of samples, shuffles and intervals (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--trainings",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "How often each model is trained, each time on another sample (default:"
              + " ${DEFAULT-VALUE})")
  private int trainings;

  @Option(names = "--out", paramLabel = "FILE.html", description = "Write a page with plots, too")
  private @Nullable Path out;

  @Option(names = "--overwrite", description = "Replace the page if it is there")
  private boolean overwrite;

  EvaluateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    if (trainings < 1 || trainings > 100) {
      throw wrongUsage("--trainings: " + trainings + " (expected: 1 to 100)");
    }
    requirePlace();
    LightGbmLibrary.require();
    Catalog catalog = new Catalog(project.control().registry().load());
    progress().begin("evaluate " + service);
    AppliedService applied =
        files().resolveService(catalog.entry(service, Kind.SERVICE), catalog.snapshot());
    EvaluationReport report =
        new ServiceEvaluation(project, files().folder(), applied)
            .run(request(), resolve(Path.of(spine)), progress()::at);
    List<Block> blocks = new ArrayList<>(EvaluationText.blocks(report));
    Path page = out;
    if (page != null) {
      write(resolve(page), EvaluationPage.of(report));
      blocks.add(Block.Text.of("Plots: " + page));
    }
    return Answer.done(EvaluationJson.of(report), blocks);
  }

  private EvaluateRequest request() {
    Split split = Objects.requireNonNull(SplitArguments.parse(shares, "time", ""));
    return new EvaluateRequest(
        service,
        spine,
        columns.time(),
        columns.map(),
        label,
        groups,
        baseline,
        statics,
        split,
        seed,
        trainings);
  }

  private void requirePlace() {
    if (out == null) {
      return;
    }
    if (!out.toString().endsWith(".html")) {
      throw CliErrors.pageType(out);
    }
    new OutputFile(out, resolve(out), overwrite).requirePlace();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw CliErrors.cannotWrite(file, e);
    }
  }
}
