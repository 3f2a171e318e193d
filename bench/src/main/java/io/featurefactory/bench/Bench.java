package io.featurefactory.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What all cases share: options, the meter, and where to say what goes on. */
final class Bench {
  private final BenchOptions options;
  private final Path launcher;
  private final PrintStream progress;
  private final ProcessMeter meter;

  /**
   * A bench.
   *
   * @param launcher the script {@code ff}
   * @param progress a line for each process that has ended
   */
  Bench(BenchOptions options, Path launcher, PrintStream progress) {
    this.options = options;
    this.launcher = launcher;
    this.progress = progress;
    this.meter = new ProcessMeter(options.work().resolve("logs"));
  }

  BenchOptions options() {
    return options;
  }

  Path launcher() {
    return launcher;
  }

  void say(String line) {
    progress.println(line);
  }

  /** Runs a process that has to succeed. */
  Measurement run(Launch launch) {
    settle();
    Measurement measurement = meter.run(launch);
    say("  %s: %s".formatted(launch.name(), Numbers.seconds(measurement.wallSeconds())));
    return measurement;
  }

  /** Runs a process that may fail. */
  ProcessMeter.Ended attempt(Launch launch) {
    settle();
    ProcessMeter.Ended ended = meter.attempt(launch);
    say("  %s: %s".formatted(launch.name(), Numbers.seconds(ended.measurement().wallSeconds())));
    return ended;
  }

  /** Runs A B A B, each as often as the options say; the figures in the order of the entrants. */
  List<Figure> alternate(List<Entrant> entrants) {
    List<List<Measurement>> measured = new ArrayList<>();
    entrants.forEach(entrant -> measured.add(new ArrayList<>()));
    for (int run = 0; run < options.runs(); run++) {
      for (int i = 0; i < entrants.size(); i++) {
        entrants.get(i).before().run();
        measured.get(i).add(run(entrants.get(i).launch()));
      }
    }
    return IntStream.range(0, entrants.size())
        .mapToObj(i -> new Figure(entrants.get(i).launch().name(), measured.get(i)))
        .toList();
  }

  /** What was written before is on the disk, so that the next process does not pay for it. */
  private void settle() {
    meter.attempt(new Launch("sync", List.of("sync"), options.work(), Map.of()));
  }
}
