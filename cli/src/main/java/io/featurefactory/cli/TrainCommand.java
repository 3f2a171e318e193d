package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Block.Fact;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.OutputFile;
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
import io.featurefactory.training.Split;
import io.featurefactory.training.TrainingPlan.Columns;
import io.featurefactory.training.TrainingPlan.Extra;
import io.featurefactory.training.TrainingPlan.Names;
import io.featurefactory.training.TrainingPlan.Types;
import io.featurefactory.training.TrainingReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff train}: a training set. */
@Command(
    name = "train",
    description = {
      "Give each row of a file the features that serving would have answered at its time.",
      "One row comes out for each that goes in, in the same order, with all its columns; beside the"
          + " file, a manifest from which the same bytes can be made again."
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
  /** The options that say nothing of what a training set is. */
  private static final List<String> WITH_MANIFEST =
      List.of(
          "--from-manifest",
          "--out",
          "--spine",
          "--keep",
          "--overwrite",
          "--project",
          "--env",
          "--output");

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

  @Mixin private SpineOptions spineColumns = new SpineOptions();

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
      names = "--types",
      paramLabel = "exact|numbers",
      description =
          "Values as they were served (default), or decimals and truth values as DOUBLE, which"
              + " LightGBM takes")
  private Types types = Types.EXACT;

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
      description =
          "Make the training set of this manifest again, the same bytes; --spine says where the spine"
              + " is now, if it was moved")
  private @Nullable Path manifest;

  TrainCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  boolean computes() {
    return true;
  }

  @Override
  boolean usesFilesHere() {
    return true;
  }

  @Override
  Answer answer(Project project) {
    checkUsage();
    OutputFile target = output();
    Catalog catalog = new Catalog(project.control().registry().load());
    Path from = manifest;
    Manifest then = from == null ? null : TrainingSet.read(resolve(from));
    Manifest made =
        then == null ? make(project, catalog, target) : again(project, catalog, then, target);
    String tag = keep ? TrainingSet.keep(project, made) : null;
    return answer(made, then != null && TrainingSet.wasCompared(then, made), tag);
  }

  /** What a manifest says cannot be said otherwise. */
  private void checkUsage() {
    if (shares.isEmpty() && given().contains("--split")) {
      throw wrongUsage("--split needs shares, such as 0.8,0.1,0.1");
    }
    if (manifest == null) {
      if (service.isEmpty() || spine.isEmpty()) {
        throw wrongUsage(
            "ff train needs a service and a --spine (or --from-manifest FILE). See ff train --help");
      }
      return;
    }
    List<String> more = new ArrayList<>(given());
    more.removeAll(WITH_MANIFEST);
    if (!service.isEmpty()) {
      more.add(0, service);
    }
    if (!more.isEmpty()) {
      throw wrongUsage(
          "--from-manifest makes what the manifest says; %s cannot be said beside it (%s can)"
              .formatted(String.join(", ", more), String.join(", ", WITH_MANIFEST)));
    }
  }

  private Manifest make(Project project, Catalog catalog, OutputFile target) {
    TrainRequest request =
        new TrainRequest(
            service,
            spine,
            spineColumns.time(),
            spineColumns.map(),
            asOf,
            store,
            new Columns(names, types, new TreeSet<>(extras)),
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

  private Manifest again(Project project, Catalog catalog, Manifest then, OutputFile target) {
    progress().begin("train " + then.request().service());
    String rows = spine.isEmpty() ? then.request().spine() : spine;
    return trainingSet(project, catalog, then.request().service())
        .writeAgain(then, rows, resolve(Path.of(rows)), target);
  }

  private TrainingSet trainingSet(Project project, Catalog catalog, String name) {
    AppliedDefinition entry = catalog.entry(name, Kind.SERVICE);
    return new TrainingSet(
        project, files().resolveService(entry, catalog.snapshot()), progress()::at);
  }

  private OutputFile output() {
    OutputFile file = new OutputFile(out, resolve(out), overwrite);
    file.requirePlace();
    Path beside = TrainingSet.manifestOf(file.path());
    if (FileFormat.of(out) != null && Files.exists(beside) && !overwrite) {
      throw CliErrors.manifestThere(out, beside.getFileName());
    }
    return file;
  }

  private Answer answer(Manifest made, boolean compared, @Nullable String tag) {
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
            .with(made.digest().kind().field(), made.digest().hex())
            .with("rows", report.rows())
            .with("without_time", report.withoutTime())
            .with("as_of", made.request().asOf())
            .with("parts", report.parts())
            .with("columns", report.columns().stream().map(c -> c.name()).toList())
            .with("views", views)
            .with("kept_as", tag)
            .with("warnings", TrainingSet.warnings(made));
    List<Block> blocks = new ArrayList<>();
    List<Fact> facts = facts(made, compared);
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
    if (report.rows() == 0) {
      blocks.add(Block.Prose.of("The spine has no rows: neither has the training set."));
    }
    List<String> empty = emptyParts(report);
    if (report.rows() > 0 && !empty.isEmpty()) {
      blocks.add(
          Block.Prose.of(
              "Without a row: %s. Rows of one instant, and rows with the same values of --split-by, are in one part; a --gap takes rows out of the later parts."
                  .formatted(String.join(", ", empty))));
    }
    if (!made.leaks().isEmpty()) {
      blocks.add(Block.Prose.of("Look at these before you train on them:"));
      blocks.add(
          new Block.Facts(
              made.leaks().stream().map(l -> new Fact(l.column(), l.evidence() + ".")).toList()));
    }
    return Answer.done(json, blocks);
  }

  private List<Fact> facts(Manifest made, boolean compared) {
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
                    compared ? ", the same " + told(made) + " as then" : "")));
    facts.add(new Fact("manifest", TrainingSet.manifestOf(out).toString()));
    facts.add(new Fact("took", took(made)));
    facts.add(new Fact("features of", made.request().service() + " at " + made.request().time()));
    if (report.withoutTime() > 0) {
      facts.add(
          new Fact(
              "without a time", Texts.count(report.withoutTime(), "row") + ", given empty rows"));
    }
    if (!report.parts().isEmpty()) {
      facts.add(new Fact("split", parts(report)));
    }
    return facts;
  }

  /** What was compared. */
  private static String told(Manifest made) {
    return switch (made.digest().kind()) {
      case SHA256 -> "bytes";
      case ROWS_HASH -> "rows";
    };
  }

  private static String parts(TrainingReport report) {
    return report.parts().entrySet().stream()
        .map(
            part ->
                (part.getKey().equals(Split.GAP) ? "in no part" : part.getKey())
                    + " "
                    + Texts.count(part.getValue()))
        .collect(Collectors.joining(", "));
  }

  /** A part without rows is rarely what somebody wants: few instants, or one group. */
  private static List<String> emptyParts(TrainingReport report) {
    return report.parts().entrySet().stream()
        .filter(part -> part.getValue() == 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String took(Manifest made) {
    return made.took().entrySet().stream()
        .filter(step -> step.getValue().toMillis() > 0)
        .map(step -> step.getKey().replace('_', ' ') + " " + Texts.elapsed(step.getValue()))
        .collect(Collectors.joining(", "));
  }
}
