package io.featurefactory.cli.crash;

/** Something that others cannot lock until it is closed; closing it again does nothing. */
@FunctionalInterface
interface Locked extends AutoCloseable {
  @Override
  void close();
}
