package io.featurefactory.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The demo's events, landing hour by hour, some of them late. */
final class SimulatedMarket {
  private static final Map<String, Integer> TIMES =
      Map.of("clickstream", 1, "contacts", 1, "ads", 6);

  private final Path data;
  private final Random random;
  private final Map<String, String> headers = new TreeMap<>();
  private final NavigableMap<Instant, Map<String, List<String>>> landings = new TreeMap<>();

  /** The events of the files in a folder. */
  SimulatedMarket(Path data, Random random) {
    this.data = data;
    this.random = random;
    try (Stream<Path> files = Files.list(data)) {
      files.sorted().forEach(this::read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void read(Path file) {
    String name = file.getFileName().toString();
    String source = name.substring(0, name.indexOf('-'));
    try {
      List<String> lines = Files.readAllLines(file);
      headers.put(source, lines.get(0));
      for (String line : lines.subList(1, lines.size())) {
        Instant time = Instant.parse(line.split(",", -1)[TIMES.get(source)]);
        landings
            .computeIfAbsent(time.plus(delay()), t -> new TreeMap<>())
            .computeIfAbsent(source, s -> new ArrayList<>())
            .add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Seconds, and now and then up to a day. */
  private Duration delay() {
    return random.nextInt(30) == 0
        ? Duration.ofSeconds(random.nextInt(26 * 3_600))
        : Duration.ofSeconds(random.nextInt(60));
  }

  /** Writes what landed in [from, to) as a file for each source; the files by source. */
  Map<String, Path> land(Path folder, Instant from, Instant to) {
    Map<String, List<String>> rows = new TreeMap<>();
    landings
        .subMap(from, true, to, false)
        .values()
        .forEach(
            landed ->
                landed.forEach(
                    (source, lines) ->
                        rows.computeIfAbsent(source, s -> new ArrayList<>()).addAll(lines)));
    Map<String, Path> files = new TreeMap<>();
    rows.forEach(
        (source, lines) -> {
          Path file = folder.resolve(source + "-" + to.getEpochSecond() + ".csv");
          lines.add(0, headers.get(source));
          try {
            Files.write(file, lines);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          files.put(source, file);
        });
    return files;
  }

  /**
   * The values of some columns of the clickstream, each row once; rows with a NULL are left out.
   */
  List<List<String>> rows(List<String> columns) {
    List<String> header = List.of(headers.get("clickstream").split(",", -1));
    List<List<String>> rows = new ArrayList<>();
    landings
        .values()
        .forEach(
            landed -> {
              for (String line : landed.getOrDefault("clickstream", List.of())) {
                String[] values = line.split(",", -1);
                List<String> row = columns.stream().map(c -> values[header.indexOf(c)]).toList();
                if (!row.contains("")) {
                  rows.add(row);
                }
              }
            });
    return rows;
  }

  @Override
  public String toString() {
    return "events of " + data;
  }
}
