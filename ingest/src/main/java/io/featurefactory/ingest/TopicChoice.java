package io.featurefactory.ingest;

import java.util.List;
import java.util.regex.Pattern;

/** Which topics of a cluster are read. */
public sealed interface TopicChoice {
  /** These, all of which must be there. */
  record Named(List<String> topics) implements TopicChoice {
    public Named {
      topics = List.copyOf(topics);
    }

    @Override
    public String toString() {
      return String.join(", ", topics);
    }
  }

  /** Those that are there, now or later, whose whole names match. */
  record Matching(Pattern pattern) implements TopicChoice {
    @Override
    public String toString() {
      return pattern.pattern();
    }
  }
}
