package io.featurefactory.cli.materialize;

import io.featurefactory.model.ViewId;

/** Is told what goes on while a view is materialized. */
public interface TaskWatch {
  /** Tells nobody. */
  TaskWatch NONE =
      new TaskWatch() {
        @Override
        public void computing(ViewId view, int task, int count) {}

        @Override
        public void publishing(ViewId view, String store) {}
      };

  /** So many tasks of the present step are done, from 0. */
  void computing(ViewId view, int task, int count);

  /** Rows begin to go to a store. */
  void publishing(ViewId view, String store);
}
