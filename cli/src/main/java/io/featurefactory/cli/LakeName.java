package io.featurefactory.cli;

/** Tables of the lake as users name them: {@code clickstream} or {@code lake.clickstream}. */
final class LakeName {
  private static final String LAKE = "lake.";

  private LakeName() {}

  /** The name in the lake. */
  static String of(String argument) {
    return argument.startsWith(LAKE) ? argument.substring(LAKE.length()) : argument;
  }
}
