package io.featurefactory.cli;

import io.featurefactory.cli.materialize.TaskWatch;
import io.featurefactory.cli.output.ProgressLine;
import io.featurefactory.model.ViewId;

/** Shows on the progress line how a view comes on. */
final class ProgressWatch implements TaskWatch {
  private final ProgressLine line;

  ProgressWatch(ProgressLine line) {
    this.line = line;
  }

  @Override
  public void computing(ViewId view, int task, int count) {
    line.at((double) task / count);
  }

  @Override
  public void publishing(ViewId view, String store) {
    line.at(1);
  }

  @Override
  public void setAside(String store, String damage) {
    line.note(
        "Online store %s was damaged, and is written anew. What it held was moved to %s"
            .formatted(store, damage));
  }
}
