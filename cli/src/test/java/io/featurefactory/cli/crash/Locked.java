package io.featurefactory.cli.crash;

/** Something that others cannot lock until it is released. */
@FunctionalInterface
interface Locked extends AutoCloseable {
  /** Lets others lock it; a second time nothing happens. */
  void release();

  @Override
  default void close() {
    release();
  }
}
