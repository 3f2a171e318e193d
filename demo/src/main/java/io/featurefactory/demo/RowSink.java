package io.featurefactory.demo;

/**
 * Takes the rows of one day, one by one, from one thread. A sink that cannot go on throws {@link
 * java.io.UncheckedIOException}, which ends the generation.
 */
interface RowSink {
  /** An impression or a click. */
  void event(Event event);

  /** A contact. */
  void contact(Contact contact);

  /** The facts of an ad, from {@code updatedMillis} on. */
  void ad(Ad ad);
}
