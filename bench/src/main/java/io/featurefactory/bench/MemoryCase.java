package io.featurefactory.bench;

import java.util.List;
import java.util.function.Supplier;

/** A large piece of work once more, with little memory in all. */
final class MemoryCase {
  private static final double GIGABYTE = 1 << 30;

  private final Bench bench;
  private final long size;
  private final Work work;

  /**
   * A case.
   *
   * @param size events of the period
   */
  MemoryCase(Bench bench, long size, Work work) {
    this.bench = bench;
    this.size = size;
    this.work = work;
  }

  /**
   * What is to be done.
   *
   * @param title without the memory
   * @param what in a word or two
   * @param limit of the memory, in bytes
   * @param prepared makes what it starts from, and says how to start it
   */
  record Work(
      BenchCase benchCase, String title, String what, long limit, Supplier<Launch> prepared) {
    private String gigabytes() {
      return Numbers.plain(limit / GIGABYTE) + " GB";
    }
  }

  Section measure() {
    Launch launch = work.prepared().get();
    try (Cgroup group = Cgroup.tryCreate(work.limit())) {
      return group == null ? impossible() : inside(group, launch);
    }
  }

  private Section inside(Cgroup group, Launch launch) {
    ProcessMeter.Ended ended = bench.attempt(group.around(launch));
    long peak = group.peakBytes();
    if (peak < ended.measurement().peakBytes() / 2) {
      throw BenchErrors.notLimited(peak, ended.measurement().peakBytes());
    }
    boolean passed = ended.exit() == 0;
    double measured = passed ? peak / GIGABYTE : Double.NaN;
    return section(
        List.of(
            new Figure(
                launch.name() + " in a cgroup of " + work.gigabytes(),
                List.of(ended.measurement()))),
        List.of(
            new Verdict(
                "peak of the cgroup, " + work.what() + " done",
                new Spread(measured, measured, measured),
                "GB",
                Limit.atMost(work.limit() / GIGABYTE))),
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
            "Not measured: a cgroup with a limit of memory takes root. Run: sudo bench/run --only "
                + work.benchCase().word()));
  }

  private Section section(List<Figure> figures, List<Verdict> verdicts, List<String> notes) {
    return new Section(
        work.benchCase().word(),
        size,
        "%s with %s of memory".formatted(work.title(), work.gigabytes()),
        figures,
        verdicts,
        notes);
  }
}
