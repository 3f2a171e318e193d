package io.featurefactory.cli;

import io.featurefactory.cli.output.ProgressLine;
import io.featurefactory.cli.output.Texts;
import io.featurefactory.ingest.IngestListener;
import io.featurefactory.lake.StreamReport;
import io.featurefactory.model.FactoryException;
import java.time.Duration;
import java.util.Collection;

/** Counts what an ingest does, and tells it. */
final class IngestTally implements IngestListener {
  private final String table;
  private final ProgressLine progress;
  private long rows;
  private long deadLetters;
  private long commits;
  private long lag;

  IngestTally(String table, ProgressLine progress) {
    this.table = table;
    this.progress = progress;
  }

  synchronized long rows() {
    return rows;
  }

  synchronized long deadLetters() {
    return deadLetters;
  }

  synchronized long commits() {
    return commits;
  }

  @Override
  public synchronized void assigned(Collection<String> partitions) {
    progress.note(
        "%s: this process reads %s"
            .formatted(table, partitions.isEmpty() ? "nothing; others do" : shown(partitions)));
  }

  private static String shown(Collection<String> partitions) {
    return partitions.size() > 8
        ? Texts.count(partitions.size(), "partition")
        : String.join(", ", partitions);
  }

  @Override
  public synchronized void received(long records, long behind) {
    lag = behind;
    progress.status(
        "%s: %s received, %s behind"
            .formatted(table, Texts.count(records, "record"), Texts.count(behind)));
  }

  @Override
  public synchronized void committed(StreamReport report, Duration took) {
    commits++;
    rows += report.rows();
    deadLetters += report.deadLetters();
    String letters =
        report.deadLetters() == 0 ? "" : ", " + Texts.count(report.deadLetters(), "dead letter");
    progress.part(
        table,
        "%s in %s%s; %s behind"
            .formatted(
                Texts.count(report.rows(), "event"),
                Texts.count(report.files(), "file"),
                letters,
                Texts.count(lag)),
        took);
  }

  @Override
  public synchronized void waiting(String message) {
    progress.note("warning: " + table + ": " + message);
  }

  @Override
  public synchronized void stopped(String topic, String reason) {
    progress.note("warning: " + table + ": " + reason);
  }

  @Override
  public synchronized void overtaken() {
    progress.note(table + ": others had committed the same records; going on after them");
  }

  @Override
  public synchronized void retrying(FactoryException failure, Duration after) {
    progress.note(
        "warning: %s: %s. Trying again in %s"
            .formatted(table, failure.getMessage(), Texts.elapsed(after)));
  }
}
