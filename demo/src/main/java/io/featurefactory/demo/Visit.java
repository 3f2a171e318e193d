package io.featurefactory.demo;

/**
 * A session with what nobody sees: what the user has in mind.
 *
 * @param intent the category that the user looks for, whatever the query is taken for
 * @param mood how readily the user clicks today, times the average
 */
record Visit(Session session, Category intent, City city, double mood) {

  /** A user comes. Interests, city and temperament of a user are the same on each day. */
  static Visit of(Market market, int day, int number, SplitMix random) {
    int user = market.drawUser(random);
    long bits = market.userBits(user);
    double mood = Habits.MOOD.at(random.uniform()) * Habits.TEMPERAMENT.of(SplitMix.mix(bits, 1));
    Category intent = intent(market, bits, random);
    return new Visit(new Session(day, number, user), intent, City.of(SplitMix.mix(bits, 2)), mood);
  }

  /** The same visit in another mood. */
  Visit in(double otherMood) {
    return new Visit(session, intent, city, otherMood);
  }

  /** The query of the next page, understood or not. */
  Query drawQuery(Market market, SplitMix random) {
    Category taken = random.uniform() < Habits.QUERY_UNDERSTOOD ? intent : intent.sibling(random);
    return market.department(taken).drawQuery(random);
  }

  private static Category intent(Market market, long userBits, SplitMix random) {
    double which = random.uniform();
    if (which < Habits.FIRST_INTEREST) {
      return market.drawCategory(SplitMix.mix(userBits, 3));
    }
    if (which < Habits.FIRST_INTEREST + Habits.SECOND_INTEREST) {
      return market.drawCategory(SplitMix.mix(userBits, 4));
    }
    return market.drawCategory(random.next());
  }
}
