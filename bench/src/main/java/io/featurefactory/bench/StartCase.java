package io.featurefactory.bench;

import java.util.List;

/** How long a person waits for a small command. */
final class StartCase {
  private static final Limit OF_GET = Limit.atMost(1);
  private static final Limit OF_HELP = Limit.atMost(0.5);

  private final Bench bench;
  private final long size;
  private final Month month;

  StartCase(Bench bench, long size, Month month) {
    this.bench = bench;
    this.size = size;
    this.month = month;
  }

  Section measure() {
    month.history();
    BenchProject project = month.project();
    List<String> key = DuckDb.someKey(project.log(Month.SERVED));
    Launch get =
        project.ff(
            "ff get", "get", Month.SERVED, "ad_id=" + key.get(0), "query_category=" + key.get(1));
    List<Figure> figures =
        bench.alternate(
            List.of(
                new Entrant(get, () -> {}),
                new Entrant(project.ff("ff --help", "--help"), () -> {})));
    return new Section(
        BenchCase.START.word(),
        size,
        "one lookup, and the help",
        figures,
        List.of(
            Verdict.ofSeconds(figures.get(0), OF_GET), Verdict.ofSeconds(figures.get(1), OF_HELP)),
        List.of("Timed: whole processes, with the launcher's script."));
  }
}
