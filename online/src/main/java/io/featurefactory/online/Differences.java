package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.StoredRow;
import io.featurefactory.online.VerifyReport.Difference;
import io.featurefactory.online.VerifyReport.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts differences and keeps some as text. */
final class Differences {
  private final RowSchema schema;
  private final RowReader reader;
  private final RowComparison comparison;
  private final int limit;
  private final List<Difference> examples = new ArrayList<>();
  private long missing;
  private long surplus;
  private long different;

  Differences(RowSchema schema, int limit) {
    this.schema = schema;
    this.reader = new RowReader(schema);
    this.comparison = new RowComparison(schema);
    this.limit = limit;
  }

  void missing(byte[] key, StoredRow expected) {
    missing++;
    keep(Kind.MISSING, key, expected, null);
  }

  void surplus(byte[] key, StoredRow stored) {
    surplus++;
    keep(Kind.SURPLUS, key, null, stored);
  }

  /** Two rows of a key, which differ or not. */
  void compare(byte[] key, StoredRow expected, StoredRow stored) {
    if (!comparison.same(expected, stored)) {
      different++;
      keep(Kind.DIFFERENT, key, expected, stored);
    }
  }

  VerifyReport report(@Nullable OnlineProgress progress, long expected, long stored) {
    return new VerifyReport(progress, expected, stored, missing, surplus, different, examples);
  }

  private void keep(
      Kind kind, byte[] key, @Nullable StoredRow expected, @Nullable StoredRow stored) {
    if (examples.size() < limit) {
      examples.add(new Difference(kind, KeyText.of(key), text(expected), text(stored)));
    }
  }

  private @Nullable String text(@Nullable StoredRow row) {
    if (row == null) {
      return null;
    }
    try {
      RowValues values = new RowValues(schema);
      long changedAt = reader.read(row, values);
      return "%s, changed at %s by run %d"
          .formatted(values, Boundaries.ofMicros(changedAt), row.run());
    } catch (RowFormatException e) {
      return "unreadable: %s, by run %d".formatted(e.getMessage(), row.run());
    }
  }
}
