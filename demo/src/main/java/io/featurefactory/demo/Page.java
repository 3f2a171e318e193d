package io.featurefactory.demo;

/**
 * A page of ten results.
 *
 * @param number from 1 in each session; the id is {@code P<day>-<session>-<page>}
 * @param millis when it was shown, milliseconds since 1970
 */
record Page(Session session, int number, long millis, Query query) {
  /** Results on a page. */
  static final int RESULTS = 10;
}
