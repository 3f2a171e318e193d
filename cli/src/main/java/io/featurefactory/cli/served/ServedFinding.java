package io.featurefactory.cli.served;

import io.featurefactory.lake.TableId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was found of the logged answers of a service.
 *
 * @param of {@code search_ranking@1}; empty if nobody knows any more whose they are
 * @param rows that were looked at
 * @param changedRows of these, those that are not as they were written
 * @param parts views, then derived features
 * @param examples of differences, a few
 */
public record ServedFinding(
    TableId table,
    String of,
    long rows,
    long changedRows,
    List<Part> parts,
    List<Example> examples) {
  public ServedFinding {
    parts = List.copyOf(parts);
    examples = List.copyOf(examples);
  }

  /** A view, or a derived feature: how many rows there are of each cause. */
  public record Part(String name, Map<Cause, Count> causes) {
    public Part {
      causes = new TreeMap<>(causes);
    }

    /** The rows in which training and serving disagree. */
    public long different() {
      return causes.entrySet().stream().mapToLong(e -> e.getValue().different(e.getKey())).sum();
    }
  }

  /**
   * How many rows.
   *
   * @param others of these, those whose values are not what training sees
   */
  public record Count(long rows, long others) {
    Count plus(Count more) {
      return new Count(rows + more.rows(), others + more.others());
    }

    /** The rows of a cause in which training and serving disagree. */
    public long different(Cause cause) {
      return switch (cause.weight()) {
        case NONE -> 0;
        case IF_DIFFERENT -> others;
        case ALWAYS -> rows;
      };
    }
  }

  /**
   * A difference.
   *
   * @param key of the view, as {@code ad_id=AD-1}
   * @param feature the first one that differs; empty if it is none
   * @param served as text
   * @param expected as text
   */
  public record Example(
      String part,
      Cause cause,
      String requestId,
      long requestRow,
      Instant askedAt,
      String key,
      String store,
      long run,
      String feature,
      String served,
      String expected) {}

  /** True if no row means that training and serving disagree. */
  public boolean holds() {
    return changedRows == 0 && parts.stream().allMatch(part -> part.different() == 0);
  }

  /** The findings of two parts of a table. */
  ServedFinding plus(ServedFinding more, int mostExamples) {
    List<Part> sums = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      Map<Cause, Count> causes = new TreeMap<>(parts.get(i).causes());
      more.parts().get(i).causes().forEach((cause, n) -> causes.merge(cause, n, Count::plus));
      sums.add(new Part(parts.get(i).name(), causes));
    }
    List<Example> both = new ArrayList<>(examples);
    more.examples().stream().limit(mostExamples - both.size()).forEach(both::add);
    return new ServedFinding(
        table, of, rows + more.rows(), changedRows + more.changedRows(), sums, both);
  }
}
