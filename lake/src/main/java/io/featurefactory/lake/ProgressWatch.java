package io.featurefactory.lake;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleConsumer;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/** Asks a running statement for its progress until it is closed. */
final class ProgressWatch {
  private static final long INTERVAL_MILLIS = 200;
  private static final ProgressWatch NOBODY = new ProgressWatch();

  private final CountDownLatch done = new CountDownLatch(1);

  private ProgressWatch() {}

  static ProgressWatch start(Statement statement, @Nullable DoubleConsumer listener) {
    if (listener == null || !(statement instanceof DuckDBPreparedStatement duckdb)) {
      return NOBODY;
    }
    ProgressWatch watch = new ProgressWatch();
    Thread thread = new Thread(() -> watch.run(duckdb, listener), "kernel-progress");
    thread.setDaemon(true);
    thread.start();
    return watch;
  }

  private void run(DuckDBPreparedStatement statement, DoubleConsumer listener) {
    try {
      while (!done.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        double percent = percent(statement);
        if (percent >= 0) {
          listener.accept(percent / 100);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Negative if the statement has no progress: not begun yet, or closed in between. */
  private static double percent(DuckDBPreparedStatement statement) {
    try {
      return statement.getQueryProgress().getPercentage();
    } catch (SQLException e) {
      return -1;
    }
  }

  void close() {
    done.countDown();
  }
}
