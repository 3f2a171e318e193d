package io.featurefactory.demo;

/**
 * A user got in touch with a seller.
 *
 * @param click that led to it
 * @param millis when, milliseconds since 1970
 */
record Contact(Event click, Kind kind, long millis) implements Row {
  /** How. */
  enum Kind {
    CALL,
    MESSAGE
  }

  @Override
  public void sendTo(RowSink sink) {
    sink.contact(this);
  }
}
