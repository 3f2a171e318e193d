package io.featurefactory.serving;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Where logged answers are kept.
 *
 * <p>For implementers: called by one thread. A batch is written whole or not at all; one that
 * failed is given again, until it is written or given up, so one whose outcome was unknown is not
 * written twice.
 */
public interface AnswerSink extends AutoCloseable {

  /** An answer, and when it was made. */
  record Logged(LookupAnswer answer, Instant at) {}

  /**
   * Answers of one service or view.
   *
   * @param id another one for each batch
   * @param plan of all of them
   */
  record Batch(UUID id, ServicePlan plan, List<Logged> answers) {
    public Batch {
      answers = List.copyOf(answers);
    }

    /** How many rows they have. */
    public long rows() {
      return answers.stream().mapToLong(logged -> logged.answer().rows()).sum();
    }
  }

  /** Writes a batch. */
  void write(Batch batch);

  /** Is told now and then, when nothing waits to be written. */
  void tidy();

  @Override
  void close();
}
