package io.featurefactory.demo;

/**
 * Whether a result is clicked: with probability {@code 1 - exp(-attention(position) * pull)}, each
 * result for itself. The attention that a position gets is fitted each day, so that the click rates
 * by position are those of real logs whatever is on offer. Immutable.
 */
final class ClickModel {
  /** Share of the clicks that come from no page. */
  static final double DIRECT_SHARE = 0.06;

  private static final double[] RATES = {
    0.151, 0.062, 0.031, 0.017, 0.013, 0.0068, 0.0054, 0.0039, 0.0027, 0.0034
  };
  private static final double CLICKS_PER_PAGE = sum(RATES);
  private static final double USUAL_CONTACT_RATE = 0.065;

  /** Clicks without a page, per page. */
  static final double DIRECT_CLICKS_PER_PAGE = CLICKS_PER_PAGE * DIRECT_SHARE / (1 - DIRECT_SHARE);

  /** Impressions, clicks and contacts that a page leads to. */
  static final double ROWS_PER_PAGE =
      Page.RESULTS + (CLICKS_PER_PAGE + DIRECT_CLICKS_PER_PAGE) * (1 + USUAL_CONTACT_RATE);

  private static final int SAMPLE_PAGES = 1500;

  private final double[] attention;

  private ClickModel(double[] attention) {
    this.attention = attention;
  }

  /** Fitted to pages of the shelf's present hour, and to moods in their exact shares. */
  static ClickModel fit(Market market, Shelf shelf, SplitMix random) {
    double[][] pulls = new double[Page.RESULTS][SAMPLE_PAGES];
    ResultPage page = new ResultPage();
    for (int sample = 0; sample < SAMPLE_PAGES; sample++) {
      double mood = Habits.MOOD_OF_ANYBODY.at((sample + 0.5) / SAMPLE_PAGES);
      Visit visit = Visit.of(market, 0, sample, random).in(mood);
      page.fill(shelf, visit, visit.drawQuery(market, random).category(), random);
      for (int index = 0; index < Page.RESULTS; index++) {
        pulls[index][sample] = page.pull(index);
      }
    }
    double[] attention = new double[Page.RESULTS];
    for (int index = 0; index < Page.RESULTS; index++) {
      attention[index] = solve(pulls[index], RATES[index]);
    }
    return new ClickModel(attention);
  }

  /**
   * @param index position on the page, from 0
   * @param uniform in [0, 1)
   */
  boolean clicked(int index, double pull, double uniform) {
    double x = attention[index] * pull;
    return uniform < x && uniform < 1 - StrictMath.exp(-x);
  }

  /**
   * The attention at which the mean click rate of these pulls is {@code rate}, by Newton's method.
   */
  private static double solve(double[] pulls, double rate) {
    double attention = rate * pulls.length / sum(pulls);
    for (int step = 0; step < 3; step++) {
      double missing = rate * pulls.length;
      double slope = 0;
      for (double pull : pulls) {
        double not = StrictMath.exp(-attention * pull);
        missing -= 1 - not;
        slope += pull * not;
      }
      attention += missing / slope;
    }
    return attention;
  }

  private static double sum(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum;
  }
}
