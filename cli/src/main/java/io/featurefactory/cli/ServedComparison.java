package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.ProgressLine;
import io.featurefactory.cli.output.Table;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.cli.project.AppliedService;
import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.cli.served.Cause;
import io.featurefactory.cli.served.LoggedService;
import io.featurefactory.cli.served.ServedFinding;
import io.featurefactory.cli.served.ServedVerification;
import io.featurefactory.cli.served.ServedWindow;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.serving.ServicePlan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code ff verify --served}: the answers that were kept against the feature log. */
final class ServedComparison {
  private final Project project;
  private final ProjectFiles files;
  private final ProgressLine progress;
  private final Catalog catalog;
  private final List<ServedFinding> findings = new ArrayList<>();

  ServedComparison(Project project, ProjectFiles files, ProgressLine progress) {
    this.project = project;
    this.files = files;
    this.progress = progress;
    this.catalog = new Catalog(project.control().registry().load());
  }

  /**
   * Compares.
   *
   * @param names of services and views; empty for all that have answers
   */
  Answer answer(List<String> names, ServedWindow window) {
    Set<TableId> known = new HashSet<>();
    for (AppliedDefinition entry : entries(names)) {
      LoggedService service = service(entry);
      if (service != null) {
        known.add(ServedVerification.table(service));
        LakeTable table = project.warehouse().findTable(ServedVerification.table(service));
        if (table != null) {
          progress.begin("verify answers of " + service.plan());
          ServedFinding found = ServedVerification.verify(project, service, table, window);
          progress.end(Texts.count(found.rows(), "row") + " compared");
          findings.add(found);
        }
      }
    }
    if (names.isEmpty()) {
      findings.addAll(ServedVerification.ofNobody(project, known, window));
    }
    if (findings.isEmpty()) {
      throw CliErrors.nothingServed(names);
    }
    return answer();
  }

  private List<AppliedDefinition> entries(List<String> names) {
    List<AppliedDefinition> entries = new ArrayList<>();
    if (names.isEmpty()) {
      catalog.current().stream().filter(d -> d.id().kind() != Kind.SOURCE).forEach(entries::add);
    }
    for (String name : names) {
      AppliedDefinition newest = catalog.entry(name, Kind.SERVICE, Kind.VIEW);
      EntryName wanted = EntryName.parse(name);
      catalog.current().stream()
          .filter(d -> d.id().kind() == newest.id().kind() && wanted.matches(d.id()))
          .forEach(entries::add);
    }
    return entries;
  }

  /** Null for what cannot be served. */
  private @Nullable LoggedService service(AppliedDefinition entry) {
    ServedPlans plans = new ServedPlans(files, "");
    if (entry.id().kind() == Kind.SERVICE) {
      AppliedService applied = files.resolveService(entry, catalog.snapshot());
      return applied.views().stream().allMatch(used -> isOnline(used.view()))
          ? new LoggedService(plans.service(entry, catalog.snapshot()), applied)
          : null;
    }
    AppliedView view = files.resolve(entry, catalog.snapshot());
    if (!isOnline(view)) {
      return null;
    }
    ServicePlan plan = plans.view(entry);
    return new LoggedService(
        plan,
        new AppliedService(entry, plan.service(), List.of(new AppliedService.Used(entry, view))));
  }

  private static boolean isOnline(AppliedView view) {
    List<OnlineTarget> online = view.view().online();
    return !online.isEmpty();
  }

  private Answer answer() {
    List<Fields> json = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    Set<Cause> causes = new TreeSet<>();
    boolean holds = true;
    List<List<String>> rows = new ArrayList<>();
    for (ServedFinding finding : findings) {
      json.add(fields(finding));
      holds &= finding.holds();
      for (ServedFinding.Part part : finding.parts()) {
        causes.addAll(part.causes().keySet());
        part.causes().forEach((cause, count) -> rows.add(row(finding, part.name(), cause, count)));
      }
    }
    blocks.add(
        new Table(
            List.of(
                Column.text("answers of"),
                Column.text("feature of"),
                Column.text("cause"),
                Column.number("rows"),
                Column.number("different")),
            rows));
    causes.remove(Cause.SAME);
    if (!causes.isEmpty()) {
      blocks.add(
          new Block.Facts(causes.stream().map(c -> new Block.Fact(word(c), c.meaning())).toList()));
    }
    findings.forEach(finding -> addExamples(blocks, finding));
    blocks.add(Block.Prose.of(verdict(holds)));
    return new Answer(
        Fields.of("served", json), blocks, holds ? Answer.Outcome.DONE : Answer.Outcome.FAILED);
  }

  private static List<String> row(
      ServedFinding finding, String part, Cause cause, ServedFinding.Count count) {
    return List.of(
        finding.of(),
        part,
        word(cause),
        Texts.count(count.rows()),
        Texts.count(count.different(cause)));
  }

  private static String word(Cause cause) {
    return cause.toString().replace('_', ' ');
  }

  private static void addExamples(List<Block> blocks, ServedFinding finding) {
    List<String> lines = new ArrayList<>();
    if (finding.changedRows() > 0) {
      lines.add(
          "error: %s of %s in %s %s not as they were written"
              .formatted(
                  Texts.count(finding.changedRows()),
                  Texts.count(finding.rows(), "row"),
                  finding.table(),
                  finding.changedRows() == 1 ? "is" : "are"));
    }
    for (ServedFinding.Example example : finding.examples()) {
      lines.add(
          "%s, %s: %s, row %d of request %s at %s"
              .formatted(
                  example.part(),
                  word(example.cause()),
                  example.key(),
                  example.requestRow(),
                  example.requestId(),
                  example.askedAt()));
      if (!example.feature().isEmpty()) {
        lines.add(
            "  %s was served as %s (expected: %s)"
                .formatted(example.feature(), example.served(), example.expected()));
      }
      if (!example.store().isEmpty()) {
        lines.add("  by store %s, from run %d".formatted(example.store(), example.run()));
      }
    }
    if (!lines.isEmpty()) {
      blocks.add(new Block.Prose(lines));
    }
  }

  private String verdict(boolean holds) {
    long rows = findings.stream().mapToLong(ServedFinding::rows).sum();
    return holds
        ? "%s: training and serving agree wherever there is something to compare."
            .formatted(Texts.count(rows, "answered row"))
        : "%s: training and serving DISAGREE.".formatted(Texts.count(rows, "answered row"));
  }

  private static Fields fields(ServedFinding finding) {
    List<Fields> parts = new ArrayList<>();
    for (ServedFinding.Part part : finding.parts()) {
      List<Fields> causes = new ArrayList<>();
      for (Map.Entry<Cause, ServedFinding.Count> entry : part.causes().entrySet()) {
        causes.add(
            Fields.of("cause", entry.getKey().toString())
                .with("rows", entry.getValue().rows())
                .with("different", entry.getValue().different(entry.getKey())));
      }
      parts.add(Fields.of("name", part.name()).with("causes", causes));
    }
    List<Fields> examples = new ArrayList<>();
    for (ServedFinding.Example example : finding.examples()) {
      examples.add(
          Fields.of("part", example.part())
              .with("cause", example.cause().toString())
              .with("request_id", example.requestId())
              .with("request_row", example.requestRow())
              .with("asked_at", example.askedAt())
              .with("key", example.key())
              .with("store", example.store())
              .with("run", example.run())
              .with("feature", example.feature())
              .with("served", example.served())
              .with("expected", example.expected()));
    }
    return Fields.of("table", finding.table().toString())
        .with("of", finding.of())
        .with("holds", finding.holds())
        .with("rows", finding.rows())
        .with("changed_rows", finding.changedRows())
        .with("parts", parts)
        .with("examples", examples);
  }
}
