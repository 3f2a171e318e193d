package io.featurefactory.bench;

import java.util.List;

/** The backfill of the history once more, with 2 GB of memory in all. */
final class MemoryCase {
  private static final long LIMIT = 2L << 30;
  private static final double GIGABYTE = 1 << 30;

  private final Bench bench;
  private final long size;
  private final Month month;

  MemoryCase(Bench bench, long size, Month month) {
    this.bench = bench;
    this.size = size;
    this.month = month;
  }

  Section measure() {
    month.imported();
    try (Cgroup group = Cgroup.tryCreate(LIMIT)) {
      return group == null ? impossible() : inside(group);
    }
  }

  private Section inside(Cgroup group) {
    Launch launch = month.backfill("ff backfill in a cgroup of 2 GB", Month.VIEW);
    ProcessMeter.Ended ended = bench.attempt(group.around(launch));
    long peak = group.peakBytes();
    if (peak < ended.measurement().peakBytes() / 2) {
      throw BenchErrors.notLimited(peak, ended.measurement().peakBytes());
    }
    boolean passed = ended.exit() == 0;
    double measured = passed ? peak / GIGABYTE : Double.NaN;
    return section(
        List.of(new Figure(launch.name(), List.of(ended.measurement()))),
        List.of(
            new Verdict(
                "peak of the cgroup, backfill done",
                new Spread(measured, measured, measured),
                "GB",
                Limit.atMost(LIMIT / GIGABYTE))),
        List.of(
            passed
                ? "The peak of the cgroup has the pages of files, which the system gives back; the"
                    + " process alone is in the column of peaks."
                : "It ended with %d; its output is %s".formatted(ended.exit(), ended.log())));
  }

  private Section impossible() {
    return section(
        List.of(),
        List.of(),
        List.of(
            "Not measured: a cgroup with a limit of memory takes root. Run: sudo bench/run --only"
                + " memory"));
  }

  private Section section(List<Figure> figures, List<Verdict> verdicts, List<String> notes) {
    return new Section(
        BenchCase.MEMORY.word(),
        size,
        "the backfill of %d days with 2 GB of memory".formatted(bench.options().days()),
        figures,
        verdicts,
        notes);
  }
}
