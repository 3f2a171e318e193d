package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DeliveryTest {
  private static final LocalDate START = LocalDate.of(2026, 1, 1);

  @Test
  void run_otherLateShare_changesNothingThatUsersDo() {
    Set<Event> punctual = new HashSet<>(rows(0, 0.1).events);
    Set<Event> late = new HashSet<>(rows(0.5, 0.1).events);

    assertThat(punctual.containsAll(late)).isTrue(); // by hash: AssertJ compares each with each
    assertThat(punctual.size() - late.size()).as("late on the last day").isBetween(20, 200);
  }

  @Test
  void run_duplicateShare_isMet() {
    List<Event> events = rows(0, 0.1).events;
    double repeated = 1 - (double) new HashSet<>(events).size() / events.size();

    assertThat(repeated).isBetween(0.08, 0.1);
  }

  @Test
  void run_lateRows_landOnTheNextDayOnly() {
    Market market = new Market(new DemoSettings(1, 30_000, 1, START, 0.5, 0));
    long midnight = market.settings().dayStart(1);
    Simulation.Rows today = new Simulation.Rows();
    List<Row> tomorrow = new DaySimulation(market, 0, today).run();

    assertThat(today.events).allMatch(event -> event.millis() < midnight);
    assertThat(tomorrow)
        .hasSizeGreaterThan(50)
        .anyMatch(row -> row.millis() < midnight - Supply.DAY / 2)
        .anyMatch(row -> row.millis() >= midnight)
        .allMatch(row -> row.millis() < midnight + Supply.DAY);
  }

  @Test
  void run_rowsInOrder_followTheirSessions() {
    Simulation.Rows rows = rows(0, 0);
    int[] numbers =
        rows.events.stream()
            .map(Event::session)
            .filter(session -> session.day() == 0)
            .mapToInt(Session::number)
            .toArray();

    assertThat(List.of(numbers[0], numbers[numbers.length / 2])).isSorted();
    assertThat(firstDay(rows.events))
        .isSortedAccordingTo((a, b) -> Integer.compare(a.session().number(), b.session().number()));
  }

  /** Of the sessions of the first day, what landed on it. */
  private static List<Event> firstDay(List<Event> events) {
    long midnight = START.plusDays(1).toEpochDay() * Supply.DAY;
    return events.stream()
        .filter(event -> event.session().day() == 0 && event.millis() < midnight - Supply.HOUR)
        .toList();
  }

  private static Simulation.Rows rows(double lateShare, double duplicateShare) {
    Simulation.Rows rows = new Simulation.Rows();
    Simulation.run(new DemoSettings(1, 30_000, 2, START, lateShare, duplicateShare), rows);
    return rows;
  }
}
