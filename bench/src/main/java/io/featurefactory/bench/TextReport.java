package io.featurefactory.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results for people, in lines of at most 100 characters. */
final class TextReport {
  private static final int WIDTH = 100;

  /** So that the tables of all cases stand below each other. */
  private static final int NAMES = 40;

  private TextReport() {}

  static List<String> machine(Map<String, String> facts) {
    List<List<String>> rows = new ArrayList<>();
    facts.forEach((name, value) -> rows.add(List.of("%-8s".formatted(name) + value)));
    return TextTable.lines(rows);
  }

  /** One case at one size. */
  static List<String> section(Section section) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.addAll(
        TextTable.wrapped(
            "%s, %s events: %s"
                .formatted(
                    section.benchCase().toUpperCase(Locale.ROOT),
                    Numbers.count(section.events()),
                    section.title()),
            WIDTH));
    if (!section.figures().isEmpty()) {
      lines.addAll(figures(section.figures()));
    }
    if (!section.verdicts().isEmpty()) {
      lines.addAll(verdicts(section.verdicts()));
    }
    section.notes().forEach(note -> lines.addAll(TextTable.wrapped(note, WIDTH)));
    return lines;
  }

  private static List<String> figures(List<Figure> figures) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(name("median of whole processes"), "runs", "wall", "cpu", "peak memory"));
    for (Figure figure : figures) {
      List<Measurement> runs = figure.runs();
      rows.add(
          List.of(
              name(figure.name()),
              Integer.toString(runs.size()),
              Numbers.seconds(Spread.of(runs, Measurement::wallSeconds).median()),
              Numbers.seconds(Spread.of(runs, Measurement::cpuSeconds).median()),
              Numbers.gigabytes((long) Spread.of(runs, Measurement::peakBytes).median())));
    }
    return TextTable.lines(rows);
  }

  private static List<String> verdicts(List<Verdict> verdicts) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(name("promise"), "median", "min .. max", "limit", ""));
    for (Verdict verdict : verdicts) {
      Spread measured = verdict.measured();
      rows.add(
          List.of(
              name(verdict.name()),
              measured(verdict),
              Numbers.ratio(measured.min()) + " .. " + Numbers.ratio(measured.max()),
              limit(verdict),
              outcome(verdict)));
    }
    return TextTable.lines(rows);
  }

  /** Every promise in a row, every size in a column: how it grows. */
  static List<String> growth(List<Section> sections) {
    List<Long> sizes = sections.stream().map(Section::events).distinct().toList();
    Map<String, List<String>> rows = new LinkedHashMap<>();
    for (Section section : sections) {
      for (Verdict verdict : section.verdicts()) {
        List<String> row =
            rows.computeIfAbsent(verdict.name(), name -> emptyRow(verdict, sizes.size()));
        row.set(2 + sizes.indexOf(section.events()), measured(verdict) + " " + outcome(verdict));
      }
    }
    List<String> header = new ArrayList<>(List.of(name("all promises, by events"), "limit"));
    sizes.forEach(size -> header.add(Numbers.count(size)));
    List<List<String>> table = new ArrayList<>(List.of(header));
    table.addAll(rows.values());
    List<String> lines = new ArrayList<>(List.of(""));
    lines.addAll(TextTable.lines(table));
    return lines;
  }

  private static List<String> emptyRow(Verdict verdict, int sizes) {
    List<String> row = new ArrayList<>(List.of(name(verdict.name()), limit(verdict)));
    for (int i = 0; i < sizes; i++) {
      row.add("");
    }
    return row;
  }

  private static String name(String name) {
    return ("%-" + NAMES + "s").formatted(name);
  }

  private static String measured(Verdict verdict) {
    return (Numbers.ratio(verdict.measured().median()) + " " + verdict.unit()).strip();
  }

  private static String limit(Verdict verdict) {
    return verdict.limit().equals(Limit.NONE)
        ? "-"
        : (verdict.limit() + " " + verdict.unit()).strip();
  }

  private static String outcome(Verdict verdict) {
    return verdict.held() ? "held" : "NOT HELD";
  }
}
