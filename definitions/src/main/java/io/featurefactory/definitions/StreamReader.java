package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.model.EventStream;
import io.featurefactory.model.EventStream.Format;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads {@code kafka:} of a source: the topics whose records are its events. */
final class StreamReader {
  static final String KEY = "kafka";
  static final String EXAMPLE = "{topics: [clicks]}";

  private static final String TOPICS = "a list of topics such as [clicks, impressions]";
  private static final String PATTERN = "a regular expression such as shop\\..*";
  private static final String TOPIC_NAMES = "names of letters, digits, '.', '_' and '-'";
  private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final List<String> FORMATS =
      Arrays.stream(Format.values()).map(f -> f.name().toLowerCase(Locale.ROOT)).toList();
  private static final List<String> STARTS = List.of("earliest", "latest");
  private static final long COMMIT_BYTES = 256L << 20;
  private static final double MAX_BAD = 0.5;

  private final MappingReader reader;
  private final Faults faults;

  StreamReader(YamlMapping written, Faults faults) {
    this.reader = new MappingReader(written, faults);
    this.faults = faults;
  }

  /** Null after a fault. */
  @Nullable EventStream read(String table) {
    int before = faults.count();
    List<String> topics = topics();
    String pattern = pattern();
    if (reader.has("topics") == reader.has("pattern")) {
      faults.add(
          reader.position(),
          reader.has("topics")
              ? DefinitionErrors.both("topics", "pattern")
              : DefinitionErrors.missing("topics", TOPICS + ", or pattern with " + PATTERN));
    } else if (reader.has("topics") && topics.isEmpty() && faults.count() == before) {
      faults.add(
          reader.positionOf("topics"),
          DefinitionErrors.unexpected("topics", "an empty list", TOPICS));
    }
    YamlScalar cluster = reader.scalar("cluster", "a Kafka of factory.yaml, such as default");
    YamlScalar format = reader.scalar("format", "one of " + String.join(", ", FORMATS));
    if (format != null && !FORMATS.contains(format.text())) {
      faults.add(format.position(), DefinitionErrors.unknown("format", format.text(), FORMATS));
    }
    YamlScalar start = reader.scalar("start", "one of " + String.join(", ", STARTS));
    if (start != null && !STARTS.contains(start.text())) {
      faults.add(start.position(), DefinitionErrors.unknown("start", start.text(), STARTS));
    }
    Duration commitEvery = reader.positiveDuration("commit_every");
    Long commitBytes = bytes();
    Duration maxAhead = reader.positiveDuration("max_ahead");
    Double maxBad = share();
    String letters = deadLetterTopic(topics, pattern);
    reader.refuseOthers();
    return faults.count() > before
        ? null
        : new EventStream(
            table,
            cluster == null ? "default" : cluster.text(),
            topics,
            pattern,
            format == null ? Format.JSON : Format.valueOf(format.text().toUpperCase(Locale.ROOT)),
            start != null && start.text().equals("latest"),
            commitEvery == null ? Duration.ofMinutes(1) : commitEvery,
            commitBytes == null ? COMMIT_BYTES : commitBytes,
            maxAhead == null ? Duration.ofDays(1) : maxAhead,
            maxBad == null ? MAX_BAD : maxBad,
            letters);
  }

  private List<String> topics() {
    List<String> topics = new ArrayList<>();
    for (YamlScalar topic : reader.texts("topics", TOPICS)) {
      if (TOPIC.matcher(topic.text()).matches()) {
        topics.add(topic.text());
      } else {
        faults.add(
            topic.position(), DefinitionErrors.unexpected("topics", topic.describe(), TOPIC_NAMES));
      }
    }
    return topics;
  }

  private @Nullable String pattern() {
    YamlScalar pattern = reader.scalar("pattern", PATTERN);
    if (pattern == null) {
      return null;
    }
    try {
      return Pattern.compile(pattern.text()).pattern();
    } catch (PatternSyntaxException e) {
      faults.add(
          pattern.position(),
          DefinitionErrors.unexpected(
              "pattern", pattern.describe() + ": " + e.getDescription(), PATTERN));
      return null;
    }
  }

  private @Nullable Long bytes() {
    YamlScalar text = reader.scalar("commit_bytes", ByteSize.EXPECTATION);
    Long bytes = text == null ? null : ByteSize.find(text.text());
    if (text != null && bytes == null) {
      reader.unexpected("commit_bytes", text, ByteSize.EXPECTATION);
    }
    return bytes;
  }

  private @Nullable String deadLetterTopic(List<String> topics, @Nullable String pattern) {
    YamlScalar topic = reader.scalar("dead_letter_topic", "a topic of the same Kafka");
    if (topic == null) {
      return null;
    }
    boolean isRead =
        topics.contains(topic.text())
            || (pattern != null && Pattern.matches(pattern, topic.text()));
    if (isRead || !TOPIC.matcher(topic.text()).matches()) {
      reader.unexpected(
          "dead_letter_topic", topic, isRead ? "one that is not read itself" : TOPIC_NAMES);
    }
    return topic.text();
  }

  private @Nullable Double share() {
    YamlScalar text = reader.scalar("max_bad", Share.EXPECTATION);
    Double share = text == null ? null : Share.find(text.text());
    if (text != null && share == null) {
      reader.unexpected("max_bad", text, Share.EXPECTATION);
    }
    return share;
  }
}
