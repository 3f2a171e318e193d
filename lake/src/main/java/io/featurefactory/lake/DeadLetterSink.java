package io.featurefactory.lake;

import org.jspecify.annotations.Nullable;

/** Gets the records of a stream that are no events, before they are committed to the lake. */
public interface DeadLetterSink {
  /** Keeps them in the lake only. */
  DeadLetterSink NONE =
      new DeadLetterSink() {
        @Override
        public void send(
            StreamPartition partition, long offset, String reason, @Nullable String raw) {}

        @Override
        public void flush() {}
      };

  /**
   * A record that is none. It may come again, if its commit fails.
   *
   * @param raw its value as the lake keeps it; null if it has none
   */
  void send(StreamPartition partition, long offset, String reason, @Nullable String raw);

  /** Returns when all that was sent is where it should be; fails if it cannot get there. */
  void flush();
}
