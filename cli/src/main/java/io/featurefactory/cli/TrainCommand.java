package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Block.Fact;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.train.AsOf;
import io.featurefactory.cli.train.Manifest;
import io.featurefactory.cli.train.SplitArguments;
import io.featurefactory.cli.train.TrainRequest;
import io.featurefactory.cli.train.TrainRequest.Inspection;
import io.featurefactory.cli.train.TrainingSet;
import io.featurefactory.lake.FileFormat;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.training.TrainingPlan.Extra;
import io.featurefactory.training.TrainingPlan.Names;
import io.featurefactory.training.TrainingReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff train}: a training set. */
@Command(
    name = "train",
    description = {
      "Give each row of a file the features that serving would have answered at its time.",
      "One row comes out for each that goes in, in the same order, with all its columns;",
      "beside the file, a manifest from which the same bytes can be made again."
    },
    footer = {
      "",
      "Example:",
      "  ff train search_ranking --spine clicks.parquet --out train.parquet",
      "  ff train search_ranking --spine clicks.csv --time shown_at --map ad_id=item \\",
      "      --out train.parquet --label clicked --split 0.8,0.1,0.1",
      "  ff train --from-manifest train.parquet.manifest.json --out again.parquet"
    })
final class TrainCommand extends ProjectCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "SERVICE",
      description = "A feature service; NAME@VERSION for a certain one")
  private String service = "";

  @Option(
      names = "--spine",
      paramLabel = "FILE|TABLE|QUERY.sql",
      description =
          "The rows: a .parquet, .csv or .jsonl file, a table such as lake.clicks, or a file with"
              + " a SELECT")
  private String spine = "";

  @Option(
      names = "--out",
      paramLabel = "FILE|TABLE",
      required = true,
      description =
          "Where to write it: a .parquet, .csv, .csv.gz or .jsonl file, or a new table lake.NAME")
  private Path out = Path.of("");

  @Option(
      names = "--time",
      paramLabel = "COLUMN",
      description = "The time of a row (default: event_time, or the only column with times)")
  private String time = "";

  @Option(
      names = "--map",
      paramLabel = "KEY=COLUMN",
      description = "The column of the spine for a key or an input, where it has another name")
  private Map<String, String> map = new HashMap<>();

  @Option(
      names = "--as-of",
      paramLabel = "WHAT",
      converter = AsOfArgument.class,
      description =
          "availability: what was served then (default); event-time: what is known of that time now")
  private AsOf asOf = AsOf.AVAILABILITY;

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description =
          "What this store served (default: the store of the service, else the first of each view)")
  private String store = "";

  @Option(
      names = "--names",
      paramLabel = "short|full",
      description = "Columns as FEATURE where that is enough (default), or as VIEW__FEATURE")
  private Names names = Names.SHORT;

  @Option(
      names = "--with",
      split = ",",
      paramLabel = "WHAT",
      converter = ExtraArgument.class,
      description = "Columns for each view: run, age, changed-at, found")
  private List<Extra> extras = new ArrayList<>();

  @Option(
      names = "--label",
      paramLabel = "COLUMN",
      description = "What the model is to predict, a column of the spine")
  private String label = "";

  @Option(
      names = "--split",
      split = ",",
      paramLabel = "SHARE",
      description = "Shares of train, validation and test, or of train and test: 0.8,0.1,0.1")
  private List<Double> shares = new ArrayList<>();

  @Option(
      names = "--split-by",
      paramLabel = "HOW",
      description = "time (default), or key:COLUMN[,COLUMN] or group:COLUMN, by a hash of values")
  private String splitBy = "time";

  @Option(
      names = "--gap",
      paramLabel = "LENGTH",
      description = "Rows so long after validation and test begin are in no part: 7d")
  private String gap = "";

  @Option(
      names = "--no-leak-check",
      description = "Do not look for values that serving could not have had")
  private boolean noLeakCheck;

  @Option(names = "--no-statistics", description = "Do not measure the columns for the manifest")
  private boolean noStatistics;

  @Option(
      names = "--keep",
      description = "Keep the snapshots that it was made of, so that it can always be made again")
  private boolean keep;

  @Option(names = "--overwrite", description = "Replace the file if it is there")
  private boolean overwrite;

  @Option(
      names = "--from-manifest",
      paramLabel = "FILE",
      description = "Make the training set of this manifest again, the same bytes")
  private @Nullable Path manifest;

  TrainCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    Path target = resolve(out);
    requirePlace(target);
    Catalog catalog = new Catalog(project.control().registry().load());
    Path from = manifest;
    Manifest made =
        from == null ? make(project, catalog, target) : again(project, catalog, from, target);
    String tag = keep ? TrainingSet.keep(project, made) : null;
    return answer(made, from != null, tag);
  }

  private Manifest make(Project project, Catalog catalog, Path target) {
    if (service.isEmpty() || spine.isEmpty()) {
      throw wrongUsage(
          "ff train needs a service and a --spine (or --from-manifest FILE). See ff train --help");
    }
    TrainRequest request =
        new TrainRequest(
            service,
            spine,
            time,
            map,
            asOf,
            store,
            names,
            new TreeSet<>(extras),
            label,
            SplitArguments.parse(shares, splitBy, gap),
            inspections());
    progress().begin("train " + service);
    return trainingSet(project, catalog, service)
        .write(request, resolve(Path.of(spine)), target, columns -> {});
  }

  private Set<Inspection> inspections() {
    Set<Inspection> inspections = new TreeSet<>();
    if (!noLeakCheck) {
      inspections.add(Inspection.LEAKS);
    }
    if (!noStatistics) {
      inspections.add(Inspection.STATISTICS);
    }
    return inspections;
  }

  private Manifest again(Project project, Catalog catalog, Path from, Path target) {
    Manifest then = TrainingSet.read(resolve(from));
    progress().begin("train " + then.request().service());
    return trainingSet(project, catalog, then.request().service())
        .writeAgain(then, resolve(Path.of(then.request().spine())), target);
  }

  private TrainingSet trainingSet(Project project, Catalog catalog, String name) {
    AppliedDefinition entry = catalog.entry(name, Kind.SERVICE);
    return new TrainingSet(
        project, files().resolveService(entry, catalog.snapshot()), progress()::at);
  }

  private void requirePlace(Path target) {
    Path folder = target.getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw CliErrors.noFolder(target);
    }
    if (Files.isDirectory(target)) {
      throw CliErrors.outputIsFolder(out);
    }
    if (Files.exists(target) && !overwrite) {
      throw CliErrors.outputThere(out);
    }
    Path beside = TrainingSet.manifestOf(target);
    if (FileFormat.of(target) != null && Files.exists(beside) && !overwrite) {
      throw CliErrors.manifestThere(out, beside.getFileName());
    }
  }

  private Answer answer(Manifest made, boolean again, @Nullable String tag) {
    TrainingReport report = made.report();
    List<Fields> views = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (TrainingReport.View view : report.views()) {
      long never = report.rows() - view.nullKey() - view.notServed() - view.found();
      views.add(
          Fields.of("view", view.view().name())
              .with("version", view.view().version())
              .with("found", view.found())
              .with("unknown_key", never)
              .with("not_served", view.notServed())
              .with("null_key", view.nullKey()));
      rows.add(
          List.of(
              view.view().toString(),
              Texts.count(view.found()),
              Texts.count(never),
              Texts.count(view.notServed()),
              Texts.count(view.nullKey())));
    }
    Fields json =
        Fields.of("service", made.request().service())
            .with("file", resolve(out).toString())
            .with("manifest", TrainingSet.manifestOf(resolve(out)).toString())
            .with("sha256", made.sha256())
            .with("rows", report.rows())
            .with("without_time", report.withoutTime())
            .with("as_of", made.request().asOf())
            .with("columns", report.columns().stream().map(c -> c.name()).toList())
            .with("views", views)
            .with("kept_as", tag)
            .with("warnings", TrainingSet.warnings(made));
    List<Block> blocks = new ArrayList<>();
    List<Fact> facts = facts(made, again);
    if (tag != null) {
      facts.add(new Fact("kept", "the snapshots that it was made of, as " + tag));
    }
    blocks.add(new Block.Facts(facts));
    blocks.add(
        new Table(
            List.of(
                Column.text("rows by view"),
                Column.number("found"),
                Column.number("unknown key"),
                Column.number("not served"),
                Column.number("null key")),
            rows));
    if (made.request().asOf() == AsOf.EVENT_TIME) {
      blocks.add(
          Block.Prose.of(
              "As of event time: these are NOT the values that were served. A model trained on them"
                  + " may be worse in production than it seems here."));
    }
    if (!made.leaks().isEmpty()) {
      blocks.add(Block.Prose.of("Look at these before you train on them:"));
      blocks.add(
          new Block.Facts(
              made.leaks().stream().map(l -> new Fact(l.column(), l.evidence() + ".")).toList()));
    }
    return Answer.done(json, blocks);
  }

  private List<Fact> facts(Manifest made, boolean again) {
    TrainingReport report = made.report();
    List<Fact> facts = new ArrayList<>();
    facts.add(
        new Fact(
            "wrote",
            "%s, %s, %s%s"
                .formatted(
                    out,
                    Texts.count(report.rows(), "row"),
                    Texts.count(report.columns().size(), "column"),
                    again ? ", the same bytes as then" : "")));
    facts.add(new Fact("manifest", String.valueOf(TrainingSet.manifestOf(out).getFileName())));
    facts.add(new Fact("took", took(made)));
    facts.add(new Fact("features of", made.request().service() + " at " + made.request().time()));
    if (report.withoutTime() > 0) {
      facts.add(
          new Fact(
              "without a time", Texts.count(report.withoutTime(), "row") + ", given empty rows"));
    }
    return facts;
  }

  private static String took(Manifest made) {
    return made.took().entrySet().stream()
        .filter(step -> step.getValue().toMillis() > 0)
        .map(step -> step.getKey().replace('_', ' ') + " " + Texts.elapsed(step.getValue()))
        .collect(Collectors.joining(", "));
  }
}
