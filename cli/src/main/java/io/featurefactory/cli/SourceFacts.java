package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Block.Fact;
import io.featurefactory.cli.output.Column;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Table;
import io.featurefactory.model.Source;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything about a source. */
final class SourceFacts {
  private final Source source;
  private final EntryFacts entry;

  SourceFacts(Source source, EntryFacts entry) {
    this.source = source;
    this.entry = entry;
  }

  Answer answer() {
    List<Fact> facts = new ArrayList<>(entry.facts());
    facts.add(new Fact("reads", location()));
    facts.add(new Fact("event time", source.eventTime()));
    add(facts, "event id", source.eventId());
    add(facts, "landed at", source.landedAt());
    add(facts, "available at", source.availableAt());
    add(facts, "unnest", source.unnest());
    List<List<String>> rows = new ArrayList<>();
    List<Fields> columns = new ArrayList<>();
    for (Source.Column column : source.columns()) {
      String from = column.expr() != null ? "computed" : column.path();
      rows.add(List.of(column.name(), column.type().displayName(), from));
      columns.add(
          Fields.of("name", column.name())
              .with("type", column.type().displayName())
              .with("computed", column.expr() != null));
    }
    Fields json =
        entry
            .json()
            .with("location", location())
            .with("event_time", source.eventTime())
            .with("event_id", source.eventId())
            .with("landed_at", source.landedAt())
            .with("columns", columns);
    Table table =
        new Table(List.of(Column.text("column"), Column.text("type"), Column.text("from")), rows);
    return Answer.done(json, new Block.Facts(facts), table);
  }

  private static void add(List<Fact> facts, String name, @Nullable String text) {
    if (text != null) {
      facts.add(new Fact(name, text));
    }
  }

  private String location() {
    return source.location() instanceof Source.LakeTable table
        ? "lake." + table.table()
        : ((Source.Files) source.location()).pattern();
  }
}
