package io.featurefactory.serving;

/**
 * Is told of what a server answered, before it is sent.
 *
 * <p>For implementers: called by any number of threads; whoever asked waits for it, so it does not
 * wait for anything and does not throw.
 */
public interface AnswerListener {
  /** An answer was made. */
  void answered(LookupAnswer answer);
}
