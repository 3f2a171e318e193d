package io.featurefactory.cli.train;

import io.featurefactory.cli.output.OutputFile;
import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.FileFormat;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.training.ColumnFacts;
import io.featurefactory.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows in a file beside their place. */
record FileRows(
    Project project, Path written, FileFormat format, OutputFile out, TrainingReport report)
    implements MadeRows {
  @Override
  public Digest digest() {
    return new Digest(Digest.Kind.SHA256, Digests.sha256(written));
  }

  @Override
  public List<ColumnFacts> statistics() {
    Map<String, String> types = new LinkedHashMap<>();
    report.columns().forEach(column -> types.put(column.name(), column.type()));
    try (KernelSession session = project.kernel().session()) {
      return ColumnFacts.of(session, format.relation(written, types), report.columns());
    }
  }

  @Override
  public void publish() {
    try {
      out.moveHere(written);
    } catch (IOException e) {
      throw TrainErrors.cannotWrite(out.path(), e);
    }
  }
}
