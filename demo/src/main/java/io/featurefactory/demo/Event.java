package io.featurefactory.demo;

import org.jspecify.annotations.Nullable;

/**
 * A row of the clickstream.
 *
 * @param page null for a click that came from elsewhere (a bookmark, a message)
 * @param position on the page, from 1; 0 without a page
 * @param millis when it happened, milliseconds since 1970; an impression has the time of its page
 */
record Event(Type type, Session session, @Nullable Page page, int position, Ad ad, long millis)
    implements Row {
  /** What happened to an ad. */
  enum Type {
    IMPRESSION,
    CLICK
  }

  @Override
  public void sendTo(RowSink sink) {
    sink.event(this);
  }
}
