package io.featurefactory.demo;

import java.util.List;

/**
 * The marketplace as a whole: how large it is, and what follows from the seed and never changes. It
 * grows with the events per day, not with the days. Immutable, shared by threads.
 */
final class Market {
  private static final double EVENTS_OF_A_SLOT_AND_DAY = 8;
  private static final int FEWEST_SLOTS = 2500;
  private static final int FEWEST_QUERIES = 1000;
  private static final double EVENTS_OF_A_QUERY_AND_DAY = 50;
  private static final double SESSIONS_OF_A_USER_AND_DAY = 12.0 / 30;

  /** Purposes for which numbers are drawn from the seed; each has its own sequence. */
  private enum Purpose {
    SUPPLY(0),
    USERS(1),
    BEHAVIOUR(2),
    DELIVERY(3),
    CALIBRATION(4);

    private final long salt;

    Purpose(long salt) {
      this.salt = salt;
    }
  }

  private final DemoSettings settings;
  private final List<Department> departments;
  private final AliasTable demand;
  private final double sessionsPerDay;
  private final int users;
  private final int slots;
  private final Supply supply;

  Market(DemoSettings settings) {
    this.settings = settings;
    double eventsPerDay = (double) settings.events() / settings.days();
    double rowsPerSession = ClickModel.ROWS_PER_PAGE * Habits.PAGES_PER_SESSION;
    sessionsPerDay = eventsPerDay / (rowsPerSession * (1 + settings.duplicateShare()));
    users = (int) Math.max(50, sessionsPerDay / SESSIONS_OF_A_USER_AND_DAY);
    slots = (int) Math.max(FEWEST_SLOTS, eventsPerDay / EVENTS_OF_A_SLOT_AND_DAY);
    int queries = (int) Math.max(FEWEST_QUERIES, eventsPerDay / EVENTS_OF_A_QUERY_AND_DAY);
    departments = Department.all(slots, queries);
    demand = new AliasTable(Category.ALL.stream().mapToDouble(Category::demand).toArray());
    supply = new Supply(seed(Purpose.SUPPLY), settings.dayStart(0), departments, slots);
  }

  DemoSettings settings() {
    return settings;
  }

  List<Department> departments() {
    return departments;
  }

  Department department(Category category) {
    return departments.get(category.index());
  }

  int slots() {
    return slots;
  }

  Supply supply() {
    return supply;
  }

  /** Number of sessions that start on a day; the whole period's add up without rounding. */
  int sessions(int day) {
    return (int) (Math.round((day + 1) * sessionsPerDay) - Math.round(day * sessionsPerDay));
  }

  /** A user; some come more often than others. */
  int drawUser(SplitMix random) {
    double uniform = random.uniform();
    return 1 + (int) (users * uniform * Math.sqrt(uniform));
  }

  Category drawCategory(long bits) {
    return Category.ALL.get(demand.draw(bits));
  }

  /** Hash of a user, the same on each day. */
  long userBits(int user) {
    return SplitMix.mix(seed(Purpose.USERS), user);
  }

  /** What users do on a day. */
  SplitMix behaviour(int day) {
    return new SplitMix(SplitMix.mix(seed(Purpose.BEHAVIOUR), day));
  }

  /** What happens to a day's rows on their way; apart, so that it changes nothing that users do. */
  SplitMix delivery(int day) {
    return new SplitMix(SplitMix.mix(seed(Purpose.DELIVERY), day));
  }

  SplitMix calibration(int day) {
    return new SplitMix(SplitMix.mix(seed(Purpose.CALIBRATION), day));
  }

  private long seed(Purpose purpose) {
    return SplitMix.mix(settings.seed(), purpose.salt);
  }
}
