package io.featurefactory.ingest;

import io.featurefactory.lake.StreamReport;
import io.featurefactory.model.FactoryException;
import java.time.Duration;
import java.util.Collection;

/** Is told what an ingest does; safe for several threads. */
public interface IngestListener {
  /** Partitions that this process reads from now on, all of them. */
  void assigned(Collection<String> partitions);

  /**
   * So much was received since the start.
   *
   * @param records also those that are no events
   * @param lag records that the broker has, of this process's partitions, and that are not received
   */
  void received(long records, long lag);

  /** A batch is in the lake. */
  void committed(StreamReport report, Duration took);

  /**
   * Others had committed the same offsets: nothing was added, and reading goes on where they are.
   */
  void overtaken();

  /** Too many records of a topic are no events: it is read no more, others are. */
  void stopped(String topic, String reason);

  /** The cluster has not answered for a while; reading goes on when it does. */
  void waiting(String message);

  /** A commit failed, and is tried again after a while. */
  void retrying(FactoryException failure, Duration after);
}
