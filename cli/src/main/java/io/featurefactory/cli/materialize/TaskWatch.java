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

        @Override
        public void setAside(String store, String damage) {}
      };

  /** So many tasks of the present step are done, from 0. */
  void computing(ViewId view, int task, int count);

  /** Rows begin to go to a store. */
  void publishing(ViewId view, String store);

  /**
   * The content of a store was damaged, and will be written anew.
   *
   * @param damage where the content is now, and what was wrong
   */
  void setAside(String store, String damage);
}
