package io.featurefactory.cli.train;

/** What a row of a spine sees at its time. */
public enum AsOf {
  /** What had been published by then. */
  AVAILABILITY,
  /** What was about the time before, whenever it was published: not what was served. */
  EVENT_TIME
}
