package io.featurefactory.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@link LookupLoad} printed, in milliseconds. */
record Latencies(double p50, double p99, double p999, double max) {
  private static final Pattern LINE =
      Pattern.compile("p50 ([0-9.]+) .*p99 ([0-9.]+) p99.9 ([0-9.]+) max ([0-9.]+) ms");

  static Latencies read(Path log) {
    try {
      Matcher line = LINE.matcher(Files.readString(log));
      if (!line.find()) {
        throw BenchErrors.cannot("read " + log, new IOException("it has no latencies"));
      }
      return new Latencies(
          Double.parseDouble(line.group(1)),
          Double.parseDouble(line.group(2)),
          Double.parseDouble(line.group(3)),
          Double.parseDouble(line.group(4)));
    } catch (IOException e) {
      throw BenchErrors.cannot("read " + log, e);
    }
  }

  static Spread spread(List<Latencies> runs, ToDoubleFunction<Latencies> value) {
    return Spread.of(runs.stream().mapToDouble(value).toArray());
  }

  @Override
  public String toString() {
    return "p50 %.2f, p99 %.2f, p99.9 %.2f, max %.2f ms".formatted(p50, p99, p999, max);
  }
}
