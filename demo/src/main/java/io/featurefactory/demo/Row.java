package io.featurefactory.demo;

/** What users do: a row that may be late or repeated. */
sealed interface Row permits Event, Contact {
  /** When it happened, milliseconds since 1970. */
  long millis();

  /** Hands this row over. */
  void sendTo(RowSink sink);
}
