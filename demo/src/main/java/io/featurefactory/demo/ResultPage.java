package io.featurefactory.demo;

/**
 * Ten different ads in the order in which the site shows them, and how readily this user clicks
 * each. Filled anew for each page. Not thread-safe.
 */
final class ResultPage {
  /** The site's present ranking knows a little of what is good. */
  private static final Quantiles RANKING_NOISE = Quantiles.logNormal(1, 1.0);

  private final Listing[] listings = new Listing[Page.RESULTS];
  private final double[] pulls = new double[Page.RESULTS];
  private final double[] scores = new double[Page.RESULTS];

  void fill(Shelf shelf, Visit visit, Category queryCategory, SplitMix random) {
    for (int n = 0; n < Page.RESULTS; n++) {
      Listing listing = shelf.draw(resultCategory(queryCategory, random), random);
      while (shown(listing, n)) {
        listing = shelf.draw(resultCategory(queryCategory, random), random);
      }
      double appeal = listing.appeal(queryCategory, shelf.hour());
      insert(n, listing, appeal, Math.sqrt(appeal) * RANKING_NOISE.at(random.uniform()));
    }
    for (int n = 0; n < Page.RESULTS; n++) {
      pulls[n] *= visit.mood() * taste(visit, listings[n].ad());
    }
  }

  /**
   * @param index position on the page, from 0
   */
  Listing listing(int index) {
    return listings[index];
  }

  /** Appeal times taste times mood. */
  double pull(int index) {
    return pulls[index];
  }

  private static Category resultCategory(Category queryCategory, SplitMix random) {
    return random.uniform() < Habits.RESULT_OF_CATEGORY
        ? queryCategory
        : queryCategory.sibling(random);
  }

  private static double taste(Visit visit, Ad ad) {
    double wanted = ad.category().equals(visit.intent()) ? Habits.WANTED : 1;
    return ad.city() == visit.city() ? wanted * Habits.NEARBY : wanted;
  }

  private boolean shown(Listing listing, int filled) {
    for (int n = 0; n < filled; n++) {
      if (listings[n] == listing) {
        return true;
      }
    }
    return false;
  }

  /** Keeps the filled part in falling order of the scores. */
  private void insert(int filled, Listing listing, double appeal, double score) {
    int place = filled;
    while (place > 0 && scores[place - 1] < score) {
      listings[place] = listings[place - 1];
      pulls[place] = pulls[place - 1];
      scores[place] = scores[place - 1];
      place--;
    }
    listings[place] = listing;
    pulls[place] = appeal;
    scores[place] = score;
  }
}
