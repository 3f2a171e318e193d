package io.featurefactory.cli;

import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.control.FieldChange;
import io.featurefactory.control.Plan;
import io.featurefactory.control.PlanItem;
import io.featurefactory.model.DefinitionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A plan, told. */
final class PlanAnswer {
  private final Plan plan;
  private final List<Line> lines;

  PlanAnswer(Plan plan) {
    this.plan = plan;
    this.lines =
        plan.items().stream()
            .filter(item -> !(item instanceof PlanItem.Unchanged))
            .map(PlanAnswer::line)
            .toList();
  }

  /** An item: a word for it, what it means, and the fields that changed. */
  private record Line(DefinitionId id, String change, String meaning, List<FieldChange> fields) {}

  /** True if apply would write something. */
  boolean changes() {
    return plan.items().stream()
        .anyMatch(
            item ->
                item instanceof PlanItem.New
                    || item instanceof PlanItem.ChangedInPlace
                    || item instanceof PlanItem.ReplacedDraft);
  }

  Fields json() {
    List<Fields> items = new ArrayList<>();
    for (Line line : lines) {
      items.add(
          Fields.of("kind", line.id().kind().name().toLowerCase(Locale.ROOT))
              .with("name", line.id().name())
              .with("version", line.id().version())
              .with("change", line.change())
              .with("meaning", line.meaning())
              .with("fields", line.fields().stream().map(PlanAnswer::field).toList()));
    }
    return Fields.of("revision", plan.revision())
        .with("unchanged", plan.items(PlanItem.Unchanged.class).size())
        .with("items", items);
  }

  private static Fields field(FieldChange change) {
    return Fields.of("path", change.path())
        .with("before", change.before())
        .with("after", change.after());
  }

  List<Block> blocks() {
    int unchanged = plan.items(PlanItem.Unchanged.class).size();
    if (lines.isEmpty()) {
      return List.of(
          Block.Text.of(
              plan.items().isEmpty()
                  ? "There are no definitions: no YAML file below features/ defines anything (ff init DIR makes a project that does)."
                  : "Nothing to do: %s as applied."
                      .formatted(
                          unchanged == 1 ? "1 definition is" : unchanged + " definitions are")));
    }
    List<List<String>> rows = new ArrayList<>();
    for (Line line : lines) {
      String fields = line.fields().stream().map(f -> "\n" + f).collect(Collectors.joining());
      rows.add(List.of(line.change(), line.id().toString(), line.meaning() + fields));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            List.of(Column.text("change"), Column.text("definition"), Column.text("meaning")),
            rows));
    if (unchanged > 0) {
      blocks.add(Block.Text.of("Unchanged: " + unchanged));
    }
    return blocks;
  }

  /** What keeps the plan from being applied. */
  List<String> problems() {
    return plan.refusals().stream().map(refusal -> "error: " + refusal.message()).toList();
  }

  private static Line line(PlanItem item) {
    if (item instanceof PlanItem.New created) {
      return new Line(item.id(), "new", description(created), List.of());
    }
    if (item instanceof PlanItem.ChangedInPlace changed) {
      return new Line(item.id(), "in place", "the values stay as they are", changed.changes());
    }
    if (item instanceof PlanItem.ReplacedDraft replaced) {
      return new Line(
          item.id(),
          "replaced",
          "no service uses it: its log and its online rows are dropped and begin anew",
          replaced.changes());
    }
    if (item instanceof PlanItem.NeedsNewVersion refused) {
      return new Line(
          item.id(), "refused", "needs version " + refused.nextVersion(), refused.changes());
    }
    return quiet(item);
  }

  /** Items that tell and change nothing. */
  private static Line quiet(PlanItem item) {
    if (item instanceof PlanItem.LeftFiles left) {
      return new Line(
          item.id(),
          "left files",
          "stays as it is"
              + (left.usedBy().isEmpty() ? "; nothing uses it" : "; used by " + left.usedBy()),
          List.of());
    }
    if (item instanceof PlanItem.ReusesTiles reuses) {
      return new Line(
          item.id(),
          "tiles",
          "taken from " + reuses.tilesOf() + ": no event is read again",
          List.of());
    }
    PlanItem.StaysPinned pinned = (PlanItem.StaysPinned) item;
    return new Line(
        item.id(),
        "pinned",
        "stays with %s; a new version of it would take %s"
            .formatted(pinned.pinned(), pinned.inFiles()),
        List.of());
  }

  private static String description(PlanItem.New created) {
    String text = created.definition().description();
    return text.isEmpty() ? "is added" : text;
  }
}
