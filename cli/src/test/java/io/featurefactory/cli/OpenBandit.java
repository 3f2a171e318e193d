package io.featurefactory.cli;

import io.featurefactory.model.Boundaries;
import io.featurefactory.testkit.oracle.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The files of the Open Bandit Dataset, small version, read by plain Java. */
final class OpenBandit {
  /** Beside the repository, where all data for tests are. */
  private static final String FOLDER = "../shared/data/obd";

  private static final List<String> TEXTS =
      List.of("user_feature_0", "user_feature_1", "user_feature_2", "user_feature_3");

  private OpenBandit() {}

  /** A file, and what only its path says. */
  record Part(Path file, String policy, String campaign) {}

  /** The four files, in the order in which the example imports them. */
  static List<Part> parts() {
    Path repository = Path.of("").toAbsolutePath().getParent();
    Path folder = repository.resolve(FOLDER).normalize();
    List<Part> parts = new ArrayList<>();
    for (String policy : List.of("random", "bts")) {
      for (String campaign : List.of("men", "women")) {
        Path file = folder.resolve(policy).resolve(campaign).resolve(campaign + ".csv");
        if (!Files.isReadable(file)) {
          throw new AssertionError(
              "There is no %s (expected: the small version of the Open Bandit Dataset in %s, which is %s from the root of the repository). See examples/open-bandit/README.md"
                  .formatted(file, folder, FOLDER));
        }
        parts.add(new Part(file, policy, campaign));
      }
    }
    return parts;
  }

  /** The events of the files, each file a batch. */
  static List<Event> events(String source) throws IOException {
    List<Event> events = new ArrayList<>();
    int batch = 0;
    for (Part part : parts()) {
      batch++;
      List<String> lines = Files.readAllLines(part.file());
      List<String> header = List.of(lines.get(0).split(",", -1));
      for (int i = 1; i < lines.size(); i++) {
        events.add(
            new Event(
                source, batch, i, values(part, header, List.of(lines.get(i).split(",", -1)))));
      }
    }
    return events;
  }

  private static Map<String, @Nullable Object> values(
      Part part, List<String> header, List<String> cells) {
    Map<String, String> row = new HashMap<>();
    for (int i = 0; i < header.size(); i++) {
      row.put(header.get(i), cells.get(i));
    }
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("timestamp", instant(row.getOrDefault("timestamp", "")));
    values.put("policy", part.policy());
    values.put("campaign", part.campaign());
    for (String whole : List.of("item_id", "position", "click")) {
      values.put(whole, Long.valueOf(row.getOrDefault(whole, "")));
    }
    values.put("propensity_score", Double.valueOf(row.getOrDefault("propensity_score", "")));
    for (String text : TEXTS) {
      String value = row.getOrDefault(text, "");
      values.put(text, value.isEmpty() ? null : value);
    }
    return values;
  }

  private static Instant instant(String text) {
    Instant instant = OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    return Boundaries.ofMicros(Boundaries.micros(instant));
  }
}
