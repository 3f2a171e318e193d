package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the files back and asks whether the rows agree with each other. */
final class ReferencesTest {
  private static final int DAYS = 5;
  private static final List<Map<String, String>> CLICKSTREAM = new ArrayList<>();
  private static final List<Map<String, String>> CONTACTS = new ArrayList<>();
  private static final List<Map<String, String>> ADS = new ArrayList<>();

  @TempDir static Path dir;

  @BeforeAll
  static void write() throws IOException {
    DemoSettings settings =
        new DemoSettings(7, 50_000, DAYS, LocalDate.of(2026, 2, 26), 0.05, 0.02);
    Marketplace.Target target = new Marketplace.Target(dir, FileFormat.CSV, 2);
    for (EventFile file : Marketplace.of(settings).write(target, 0, DAYS, Progress.SILENT)) {
      switch (file.source()) {
        case CLICKSTREAM -> read(file, CLICKSTREAM);
        case CONTACTS -> read(file, CONTACTS);
        case ADS -> read(file, ADS);
      }
    }
  }

  @Test
  void eventId_twice_isTheSameRow() {
    Map<String, Map<String, String>> byId = new HashMap<>();
    int repeated = 0;
    for (Map<String, String> row : CLICKSTREAM) {
      Map<String, String> first = byId.putIfAbsent(row.get("event_id"), row);
      if (first != null) {
        repeated++;
        assertThat(values(row)).isEqualTo(values(first));
      }
    }
    assertThat((double) repeated / CLICKSTREAM.size()).isBetween(0.015, 0.025);
  }

  @Test
  void click_onAPage_hasItsImpression() {
    Set<String> impressions = new HashSet<>();
    for (Map<String, String> row : CLICKSTREAM) {
      if (row.get("event_type").equals("impression")) {
        impressions.add(place(row));
      }
    }
    assertThat(CLICKSTREAM)
        .filteredOn(row -> row.get("event_type").equals("click"))
        .hasSizeGreaterThan(1_000)
        .filteredOn(row -> !row.get("page_id").isEmpty())
        .allMatch(row -> impressions.contains(place(row)));
  }

  @Test
  void click_withoutAPage_hasNoQueryAndNoPosition() {
    assertThat(CLICKSTREAM)
        .filteredOn(row -> row.get("page_id").isEmpty())
        .hasSizeGreaterThan(25)
        .allMatch(row -> row.get("event_type").equals("click"))
        .allMatch(
            row -> (row.get("position") + row.get("query") + row.get("query_category")).isEmpty());
  }

  @Test
  void page_results_areTenDifferentAdsWithOneTime() {
    Map<String, Map<String, String>> pages = new HashMap<>();
    Map<String, Set<String>> times = new HashMap<>();
    for (Map<String, String> row : CLICKSTREAM) {
      if (row.get("event_type").equals("impression")) {
        String page = row.get("page_id");
        pages
            .computeIfAbsent(page, p -> new TreeMap<>())
            .put(row.get("ad_id"), row.get("position"));
        times.computeIfAbsent(page, p -> new HashSet<>()).add(row.get("event_timestamp"));
      }
    }
    assertThat(pages.values())
        .allSatisfy(
            ads ->
                assertThat(ads.values())
                    .containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"));
    assertThat(times.values()).allMatch(each -> each.size() == 1);
  }

  @Test
  void contact_any_followsAClickOfThatUserOnThatAd() {
    Map<String, Instant> clicks = new HashMap<>();
    for (Map<String, String> row : CLICKSTREAM) {
      if (row.get("event_type").equals("click")) {
        clicks.merge(parties(row), time(row, "event_timestamp"), (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    // The click of a contact may be one that lands after the last day.
    List<Map<String, String>> known =
        CONTACTS.stream().filter(row -> clicks.containsKey(parties(row))).toList();
    assertThat(known).hasSizeGreaterThan(CONTACTS.size() - 10).hasSizeGreaterThan(75);
    assertThat(known).allMatch(row -> time(row, "contacted_at").isAfter(clicks.get(parties(row))));
  }

  @Test
  void event_any_hasFactsOfItsAdFromBefore() {
    Map<String, List<Map<String, String>>> facts = new HashMap<>();
    ADS.forEach(row -> facts.computeIfAbsent(row.get("ad_id"), id -> new ArrayList<>()).add(row));
    List<Map<String, String>> unknown = new ArrayList<>();
    for (Map<String, String> row : CLICKSTREAM) {
      if (facts.getOrDefault(row.get("ad_id"), List.of()).stream()
          .noneMatch(ad -> isKnownFrom(row, ad))) {
        unknown.add(row);
      }
    }
    assertThat(unknown).isEmpty();
  }

  private static boolean isKnownFrom(Map<String, String> event, Map<String, String> ad) {
    return ad.get("price").equals(event.get("price"))
        && ad.get("seller_id").equals(event.get("seller_id"))
        && ad.get("category").equals(event.get("category"))
        && ad.get("updated_at").compareTo(event.get("event_timestamp")) < 0;
  }

  @Test
  void ads_facts_changeInPriceOnly() {
    Map<String, Set<String>> fixed = new HashMap<>();
    Map<String, Set<String>> prices = new HashMap<>();
    for (Map<String, String> ad : ADS) {
      String id = ad.get("ad_id");
      fixed
          .computeIfAbsent(id, key -> new HashSet<>())
          .add(ad.get("seller_id") + ad.get("category") + ad.get("city") + ad.get("listed_at"));
      assertThat(prices.computeIfAbsent(id, key -> new HashSet<>()).add(ad.get("updated_at")))
          .isTrue();
      assertThat(time(ad, "listed_at")).isBeforeOrEqualTo(time(ad, "updated_at"));
    }
    assertThat(fixed.values()).allMatch(each -> each.size() == 1);
    assertThat(prices.values()).anyMatch(each -> each.size() == 2);
  }

  @Test
  void file_rows_happenedOnItsDayOrTheDayBefore() {
    long late = 0;
    for (Map<String, String> row : CLICKSTREAM) {
      LocalDate day = LocalDate.parse(row.get("event_timestamp").substring(0, 10));
      LocalDate landed = LocalDate.parse(row.get("landed"));
      assertThat(day).isIn(landed, landed.minusDays(1));
      late += day.equals(landed) ? 0 : 1;
    }
    assertThat(late).isBetween(5L, 100L);
  }

  private static void read(EventFile file, List<Map<String, String>> rows) throws IOException {
    List<String> lines = Files.readAllLines(file.path());
    String[] names = lines.get(0).split(",", -1);
    for (String line : lines.subList(1, lines.size())) {
      String[] values = line.split(",", -1);
      assertThat(values).hasSameSizeAs(names);
      Map<String, String> row = new HashMap<>();
      row.put("landed", file.day().toString());
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], values[i]);
      }
      rows.add(row);
    }
  }

  private static Map<String, String> values(Map<String, String> row) {
    Map<String, String> values = new HashMap<>(row);
    values.remove("landed");
    return values;
  }

  private static String place(Map<String, String> row) {
    return String.join(
        " ",
        row.get("page_id"),
        row.get("position"),
        row.get("ad_id"),
        row.get("query"),
        row.get("query_category"),
        row.get("user_id"),
        row.get("session_id"));
  }

  private static String parties(Map<String, String> row) {
    return row.get("ad_id") + " " + row.get("seller_id") + " " + row.get("user_id");
  }

  private static Instant time(Map<String, String> row, String column) {
    return Instant.parse(row.get(column));
  }
}
