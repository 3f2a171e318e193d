package io.featurefactory.cli.train;

import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.TableId;
import io.featurefactory.training.ColumnFacts;
import io.featurefactory.training.TaskJoiner;
import io.featurefactory.training.TrainingReport;
import io.featurefactory.training.TrainingRows;
import java.util.List;

/** Rows for a table, in files that tasks can read; all that is done to them is done by tasks. */
record TableRows(Project project, TableId table, TaskJoiner joiner, TrainingRows rows)
    implements MadeRows {
  @Override
  public TrainingReport report() {
    return rows.report();
  }

  @Override
  public Digest digest() {
    return new Digest(Digest.Kind.ROWS_HASH, joiner.hash(rows));
  }

  @Override
  public List<ColumnFacts> statistics() {
    return joiner.statistics(rows);
  }

  @Override
  public void publish() {
    OutputTable.create(project, table, rows);
  }
}
