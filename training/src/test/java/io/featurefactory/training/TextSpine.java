package io.featurefactory.training;

import io.featurefactory.testkit.generate.TrainingCase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes the spine of a case as a file without types; times have offsets of several zones. */
final class TextSpine {
  private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");
  private static final List<ZoneId> ZONES =
      List.of(ZoneId.of("UTC"), ZoneId.of("Europe/Berlin"), ZoneOffset.ofHoursMinutes(5, 30));
  private static final DateTimeFormatter WITH_OFFSET =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);
  private static final DateTimeFormatter PLAIN =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

  private TextSpine() {}

  /** False if there are times that four digits of a year cannot say. */
  static boolean canWrite(TrainingCase random) {
    return random.rows().stream()
        .allMatch(row -> !(row.get(0) instanceof Instant time) || time.isBefore(LAST));
  }

  /** As CSV: NULL as nothing, texts in quotes. */
  static Path writeCsv(TrainingCase random, Path folder) {
    List<String> lines =
        IntStream.range(0, random.rows().size())
            .mapToObj(i -> line(random.rows().get(i), i))
            .toList();
    String header =
        random.columns().stream().map(TrainingCase.Column::name).collect(Collectors.joining(","));
    try {
      return Files.writeString(
          folder.resolve("spine.csv"),
          header + "\n" + lines.stream().map(l -> l + "\n").collect(Collectors.joining()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As JSON lines; now and then a NULL is a key that is not there. */
  static Path writeJson(TrainingCase random, Path folder) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < random.rows().size(); i++) {
      List<String> fields = new ArrayList<>();
      for (int c = 0; c < random.columns().size(); c++) {
        Object value = random.rows().get(i).get(c);
        if (value != null || i % 2 == 0) {
          fields.add('"' + random.columns().get(c).name() + "\": " + json(value, i));
        }
      }
      lines.append('{').append(String.join(", ", fields)).append("}\n");
    }
    try {
      return Files.writeString(folder.resolve("spine.jsonl"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String json(@Nullable Object value, int number) {
    if (value instanceof String text) {
      return ArrayText.of(List.of(text)).replaceFirst("^\\[", "").replaceFirst("]$", "");
    }
    return value instanceof Instant ? '"' + text(value, number) + '"' : String.valueOf(value);
  }

  private static String line(List<? extends @Nullable Object> row, int number) {
    return row.stream().map(value -> text(value, number)).collect(Collectors.joining(","));
  }

  private static String text(@Nullable Object value, int number) {
    if (value instanceof Instant time) {
      return number % 4 == 0
          ? PLAIN.format(time.atZone(ZoneId.of("UTC")))
          : WITH_OFFSET.format(time.atZone(ZONES.get(number % ZONES.size())));
    }
    if (value instanceof String text) {
      return '"' + text.replace("\"", "\"\"") + '"';
    }
    return value == null ? "" : value.toString();
  }
}
