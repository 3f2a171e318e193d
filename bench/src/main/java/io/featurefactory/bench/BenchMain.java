package io.featurefactory.bench;

import io.featurefactory.model.FactoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code bench/run}: measures, prints, and writes the results. */
public final class BenchMain {
  private BenchMain() {}

  /** Ends with 0 when everything was measured, held or not, with 1 when something failed. */
  public static void main(String[] arguments) {
    try {
      measure(BenchOptions.parse(List.of(arguments)));
    } catch (FactoryException e) {
      System.err.println("bench: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void measure(BenchOptions options) {
    Folders.renew(options.work().resolve("logs"));
    Bench bench = new Bench(options, launcher(), System.err);
    Map<String, String> machine = Machine.facts(System.getProperty("bench.commit", "unknown"));
    TextReport.machine(machine).forEach(System.out::println);
    if (!Machine.hasSpark()) {
      System.out.println("Built without Spark: what is compared with it is not measured.");
    }
    List<Section> sections = new ArrayList<>();
    for (long size : options.events()) {
      sections.addAll(new SizeRun(bench, size).measure());
      JsonReport.write(options.results(), machine, sections);
    }
    TextReport.growth(sections).forEach(System.out::println);
    System.out.println("Results: " + options.results());
  }

  private static Path launcher() {
    return Path.of(System.getProperty("bench.ff", "ff")).toAbsolutePath();
  }
}
