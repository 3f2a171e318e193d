package io.featurefactory.bench;

import java.util.List;

/** What a long window costs one more run, against a short one: by the day, and by the hour. */
final class WindowsCase {
  private static final Limit OF_SHORT = Limit.atMost(1.5);

  private final Bench bench;
  private final long size;
  private final Season season;

  WindowsCase(Bench bench, long size, Season season) {
    this.bench = bench;
    this.size = size;
    this.season = season;
  }

  Section daily() {
    season.nextDay();
    BenchProject project = season.project();
    List<Figure> figures =
        bench.alternate(
            List.of(
                new Entrant(
                    project.run("ff run, window of 7 days", "day_7d", season.dueDay()),
                    season::nextDay),
                new Entrant(
                    project.run("ff run, window of 90 days", "day_90d", season.dueDay()),
                    season::nextDay)));
    return section(BenchCase.WINDOWS, "one daily run", "90 days / 7 days, daily run", figures);
  }

  Section hourly() {
    season.nextHour();
    BenchProject project = season.project();
    List<Figure> figures =
        bench.alternate(
            List.of(
                new Entrant(
                    project.run("ff run, window of 2 days", "hour_2d", season.dueHour()),
                    season::nextHour),
                new Entrant(
                    project.run("ff run, window of 30 days", "hour_30d", season.dueHour()),
                    season::nextHour)));
    return section(BenchCase.HOURLY, "one hourly run", "30 days / 2 days, hourly run", figures);
  }

  private Section section(BenchCase which, String title, String ratio, List<Figure> figures) {
    return new Section(
        which.word(),
        size,
        "%s with a short and with a long window, after %d days"
            .formatted(title, bench.options().windowDays()),
        figures,
        List.of(Verdict.ofRatio(ratio, figures.get(1), figures.get(0), OF_SHORT)),
        List.of(
            "Timed: whole processes, from the new events in the lake to the log. Not timed: the"
                + " history of both views, the import of the new events."));
  }
}
