package io.featurefactory.cli.materialize;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of the log. Its key is not copied. */
final class LogRow {
  private final byte[] key;
  private final Instant featureTime;
  private final long run;
  private final List<@Nullable Object> features;

  LogRow(byte[] key, Instant featureTime, long run, List<@Nullable Object> features) {
    this.key = key;
    this.featureTime = featureTime;
    this.run = run;
    this.features = features;
  }

  byte[] key() {
    return key;
  }

  Instant featureTime() {
    return featureTime;
  }

  long run() {
    return run;
  }

  List<@Nullable Object> features() {
    return features;
  }
}
