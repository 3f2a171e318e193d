package io.featurefactory.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens on one day: its sessions, from the first to the last. Used once, by one thread. */
final class DaySimulation {
  private final Market market;
  private final int day;
  private final RowSink sink;
  private final Delivery delivery;
  private final SplitMix random;
  private final Shelf shelf;
  private final ClickModel clicks;
  private final ResultPage results = new ResultPage();

  /**
   * @param sink takes what lands on this day
   */
  DaySimulation(Market market, int day, RowSink sink) {
    this.market = market;
    this.day = day;
    this.sink = sink;
    delivery = new Delivery(market, day, sink);
    random = market.behaviour(day);
    shelf = new Shelf(market, day);
    clicks = ClickModel.fit(market, shelf, market.calibration(day));
  }

  /**
   * Runs the day.
   *
   * @return what lands on the next day only, in the order of its landing
   */
  List<Row> run() {
    if (day == 0) {
      shelf.stock().forEach(sink::ad);
    }
    shelf.changedFacts().forEach(sink::ad);
    long dayStart = market.settings().dayStart(day);
    int[] sessions = Habits.byHour(market.sessions(day));
    int number = 0;
    for (int hour = 0; hour < sessions.length; hour++) {
      shelf.openHour(hour);
      long hourStart = dayStart + hour * Supply.HOUR;
      double gap = (double) Supply.HOUR / Math.max(1, sessions[hour]);
      for (int i = 0; i < sessions[hour]; i++) {
        session(number++, hourStart + (long) ((i + random.uniform()) * gap));
      }
    }
    return delivery.carriedOver();
  }

  private void session(int number, long start) {
    Visit visit = Visit.of(market, day, number, random);
    int pages = Habits.pages(random);
    long millis = start;
    Query query = visit.drawQuery(market, random);
    for (int n = 1; n <= pages; n++) {
      Page page = new Page(visit.session(), n, millis, query);
      show(visit, page);
      millis += (long) Habits.PAGE_GAP.at(random.uniform());
      if (random.uniform() >= Habits.SAME_QUERY) {
        query = visit.drawQuery(market, random);
      }
    }
    double direct = ClickModel.DIRECT_CLICKS_PER_PAGE * Habits.PAGES_PER_SESSION;
    if (random.uniform() < direct) {
      click(visit.session(), null, 0, shelf.draw(visit.intent(), random), start);
    }
  }

  private void show(Visit visit, Page page) {
    results.fill(shelf, visit, page.query().category(), random);
    delivery.page(page, results);
    for (int index = 0; index < Page.RESULTS; index++) {
      if (clicks.clicked(index, results.pull(index), random.uniform())) {
        click(visit.session(), page, index + 1, results.listing(index), page.millis());
      }
    }
  }

  private void click(
      Session session, @Nullable Page page, int position, Listing listing, long after) {
    long millis = after + (long) Habits.CLICK_DELAY.at(random.uniform());
    Event click = new Event(Event.Type.CLICK, session, page, position, listing.ad(), millis);
    delivery.send(click);
    if (random.uniform() < listing.contactRate()) {
      Contact.Kind kind =
          random.uniform() < Habits.CALLS ? Contact.Kind.CALL : Contact.Kind.MESSAGE;
      delivery.send(
          new Contact(click, kind, millis + (long) Habits.CONTACT_DELAY.at(random.uniform())));
    }
  }
}
