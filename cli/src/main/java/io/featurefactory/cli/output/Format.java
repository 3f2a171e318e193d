package io.featurefactory.cli.output;

import java.util.Locale;

/** How answers are printed. */
public enum Format {
  /** For people. */
  TABLE,
  /** For programs: {@code docs/spec/cli-json.md}. */
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
