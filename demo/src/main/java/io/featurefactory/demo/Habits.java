package io.featurefactory.demo;

/** How users behave: the distributions of docs/spec/demo-events.md. */
final class Habits {
  /** Share of sessions with one page. */
  static final double ONE_PAGE = 0.66;

  static final double PAGES_PER_SESSION = 1.7;

  /** Share of sessions from two pages on that go on after each further page. */
  static final double GO_ON = 1 - 1 / (1 + (PAGES_PER_SESSION - ONE_PAGE) / (1 - ONE_PAGE) - 2);

  /** Share of pages after the first that repeat the query before. */
  static final double SAME_QUERY = 0.35;

  /** Share of queries that are taken for the category that the user has in mind. */
  static final double QUERY_UNDERSTOOD = 0.65;

  /** Share of results from the category that the query was taken for; others are of a sibling. */
  static final double RESULT_OF_CATEGORY = 0.65;

  /** Share of sessions for the first, and for the second interest of a user. */
  static final double FIRST_INTEREST = 0.65;

  static final double SECOND_INTEREST = 0.2;

  /** An ad of the category that the user has in mind is clicked so much more readily. */
  static final double WANTED = 4;

  /** So is one from the user's own city. */
  static final double NEARBY = 1.3;

  static final Quantiles MOOD = Quantiles.logNormal(0.8);
  static final Quantiles TEMPERAMENT = Quantiles.logNormal(0.35);

  /** Mood times temperament. */
  static final Quantiles MOOD_OF_ANYBODY = Quantiles.logNormal(StrictMath.hypot(0.8, 0.35));

  static final Quantiles APPEAL_ELSEWHERE = Quantiles.logNormal(0.9, 0.5);

  /**
   * Milliseconds from a page to a click: 3 s (median), 103 s (p90), 18 min (p99), an hour at most.
   */
  static final Quantiles CLICK_DELAY =
      Quantiles.through(
          new double[] {0, 0.5, 0.9, 0.99, 1},
          new double[] {300, 3_000, 103_000, 1_080_000, 3_600_000});

  /** Milliseconds from a page to the next one. */
  static final Quantiles PAGE_GAP = Quantiles.logNormal(40_000, 1);

  /** Milliseconds from a click to a contact. */
  static final Quantiles CONTACT_DELAY = Quantiles.logNormal(90_000, 1);

  static final double CALLS = 0.4;

  /** Milliseconds by which a late row lands late. */
  static final Quantiles LATENESS =
      Quantiles.through(new double[] {0, 1}, new double[] {2 * 60_000, Supply.DAY});

  /** Milliseconds until a row is sent again. */
  static final Quantiles RETRY_DELAY = Quantiles.logNormal(5_000, 1);

  /** Sessions by the hour of their start, in percent. */
  private static final double[] HOURS = {
    6.7, 2.9, 1.8, 1.0, 0.7, 1.0, 1.7, 2.7, 3.2, 3.7, 3.9, 4.1, 5.2, 4.3, 4.1, 3.9, 4.0, 4.3, 4.7,
    5.2, 6.8, 8.1, 8.3, 7.7
  };

  private Habits() {}

  /** Splits the sessions of a day into those of its hours. */
  static int[] byHour(int sessions) {
    double all = 0;
    for (double percent : HOURS) {
      all += percent;
    }
    int[] byHour = new int[HOURS.length];
    double reached = 0;
    long given = 0;
    for (int hour = 0; hour < HOURS.length; hour++) {
      reached += HOURS[hour];
      long upTo = Math.round(sessions * (reached / all));
      byHour[hour] = (int) (upTo - given);
      given = upTo;
    }
    return byHour;
  }

  /** Number of pages of a session. */
  static int pages(SplitMix random) {
    int pages = 1;
    if (random.uniform() >= ONE_PAGE) {
      pages++;
      while (random.uniform() < GO_ON) {
        pages++;
      }
    }
    return pages;
  }
}
