package io.featurefactory.cli;

import io.featurefactory.cli.materialize.TaskWatch;
import io.featurefactory.cli.output.ProgressLine;
import io.featurefactory.model.ViewId;

/** Shows on the progress line how a view comes on. */
final class ProgressWatch implements TaskWatch {
  private final ProgressLine line;
  private final int views;

  /**
   * For one of some views that share a line.
   *
   * @param views where there are several, the line shows how many of them are done
   */
  ProgressWatch(ProgressLine line, int views) {
    this.line = line;
    this.views = views;
  }

  @Override
  public void computing(ViewId view, int task, int count) {
    if (views == 1) {
      line.at((double) task / count);
    }
  }

  @Override
  public void publishing(ViewId view, String store) {
    if (views == 1) {
      line.at(1);
    }
  }
}
