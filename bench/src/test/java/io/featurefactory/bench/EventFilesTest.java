package io.featurefactory.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest {
  @TempDir private Path work;

  @Test
  void make_period_hasADayMore() {
    EventFiles events = EventFiles.make(work, 7, 2_000, 3);
    assertThat(events.firstBoundary()).isEqualTo("2025-01-02");
    assertThat(events.end()).isEqualTo("2025-01-04");
    assertThat(events.period()).hasSize(3).allSatisfy(file -> assertThat(file).isNotEmptyFile());
    assertThat(events.nextDay()).isNotEmptyFile().hasFileName("clickstream-2025-01-04.csv");
    assertThat(events.nextDay().getParent()).isDirectoryNotContaining("glob:**/{ads,contacts}-*");
  }

  @Test
  void nextDay_parts_areTheWholeDay() throws IOException {
    EventFiles events = EventFiles.make(work, 7, 2_000, 3);
    List<String> parts = new ArrayList<>(rows(events.nextDay(0, 12)));
    List<String> noon = rows(events.nextDay(12, 13));
    assertThat(noon).isNotEmpty().allMatch(row -> row.contains(",2025-01-04T12:"));
    parts.addAll(noon);
    parts.addAll(rows(events.nextDay(13, 24)));
    assertThat(parts).containsExactlyInAnyOrderElementsOf(rows(events.nextDay()));
  }

  private static List<String> rows(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0)).startsWith("event_id,event_timestamp,");
    return lines.subList(1, lines.size());
  }
}
