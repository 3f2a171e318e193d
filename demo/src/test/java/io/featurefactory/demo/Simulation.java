package io.featurefactory.demo;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** Runs a market in memory, all that lands on its days, the last day's stragglers left out. */
final class Simulation {
  private Simulation() {}

  static void run(DemoSettings settings, RowSink sink) {
    Market market = new Market(settings);
    List<Row> carried = List.of();
    for (int day = 0; day < settings.days(); day++) {
      List<Row> next = new DaySimulation(market, day, sink).run();
      carried.forEach(row -> row.sendTo(sink));
      carried = next;
    }
  }

  /** Nothing late, nothing twice: what users do, as it is. */
  static DemoSettings pure(long seed, long events, int days) {
    return new DemoSettings(seed, events, days, LocalDate.of(2026, 1, 1), 0, 0);
  }

  /** Keeps every row. */
  static final class Rows implements RowSink {
    final List<Event> events = new ArrayList<>();
    final List<Contact> contacts = new ArrayList<>();
    final List<Ad> ads = new ArrayList<>();

    @Override
    public void event(Event event) {
      events.add(event);
    }

    @Override
    public void contact(Contact contact) {
      contacts.add(contact);
    }

    @Override
    public void ad(Ad ad) {
      ads.add(ad);
    }
  }
}
