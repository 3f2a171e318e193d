package io.featurefactory.compute;

import io.featurefactory.lake.KernelSession;
import java.io.Serializable;

/**
 * A piece of work for a kernel, as data: it may be run in any process that has the same jar, again
 * after a failure, and twice at once. So whatever an attempt does has to be harmless until the
 * caller takes its result.
 *
 * @param <R> what a successful attempt leaves
 */
public interface KernelTask<R extends Serializable> extends Serializable {
  /** For logs and messages. */
  String name();

  /** An attempt, by one thread. The session is closed afterwards. */
  R run(KernelSession session);
}
