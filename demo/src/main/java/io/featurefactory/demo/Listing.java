package io.featurefactory.demo;

/** An ad with what nobody sees: how good it is. Not thread-safe. */
final class Listing {
  private static final double[] FRESHNESS = freshness();

  private final Ad ad;
  private final double appeal;
  private final double contactRate;
  private final long bits;
  private final int listedHour;
  private double attention;

  /**
   * @param appeal how readily it is clicked, times the average; grows with quality and service,
   *     falls with the price
   * @param contactRate contacts per click
   * @param bits hash of the ad
   */
  Listing(Ad ad, double appeal, double contactRate, long bits) {
    this.ad = ad;
    this.appeal = appeal;
    this.contactRate = contactRate;
    this.bits = bits;
    listedHour = (int) Math.floorDiv(ad.listedMillis(), Supply.HOUR);
  }

  Ad ad() {
    return ad;
  }

  double contactRate() {
    return contactRate;
  }

  /** Appeal to somebody whose query was taken for a category, at a full hour since 1970. */
  double appeal(Category queryCategory, int hour) {
    double root = Math.sqrt(1 + attention);
    double now = appeal * root * Math.sqrt(root) * freshness(hour);
    return queryCategory.equals(ad.category()) ? now : now * elsewhere(queryCategory);
  }

  /** Impressions beyond the usual, while a burst lasts; 0 otherwise. */
  double attention() {
    return attention;
  }

  void addAttention(double more) {
    attention += more;
  }

  void resetAttention() {
    attention = 0;
  }

  /** Some ads please people who look for something similar, some do not. */
  private double elsewhere(Category queryCategory) {
    return Habits.APPEAL_ELSEWHERE.of(SplitMix.mix(bits, queryCategory.index()));
  }

  private double freshness(int hour) {
    return FRESHNESS[Math.max(0, Math.min(FRESHNESS.length - 1, hour - listedHour))];
  }

  /** By age in hours: a new ad has 1.65 times the appeal of an old one, and loses that in days. */
  private static double[] freshness() {
    double[] byHour = new double[15 * 24];
    for (int hour = 0; hour < byHour.length; hour++) {
      byHour[hour] = StrictMath.exp(0.5 * StrictMath.exp(-hour / 72.0));
    }
    return byHour;
  }
}
