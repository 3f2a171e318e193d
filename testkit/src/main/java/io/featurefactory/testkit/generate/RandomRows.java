package io.featurefactory.testkit.generate;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The batches of rows of one case, in the order in which they land. */
final class RandomRows {
  private static final Duration MICRO = Duration.ofNanos(1_000);

  private final Dice dice;
  private final CaseFrame frame;
  private final List<Source> sources;
  private final Instant oldest;
  private final List<Row> landed = new ArrayList<>();
  private @Nullable Instant lastLanding;

  /**
   * Of one case.
   *
   * @param oldest most events are younger
   */
  RandomRows(Dice dice, CaseFrame frame, List<Source> sources, Instant oldest) {
    this.dice = dice;
    this.frame = frame;
    this.sources = sources;
    this.oldest = oldest;
  }

  /** The next batch, which lands now. */
  List<Row> batch(int size, Instant now) {
    Instant since = lastLanding == null ? oldest : lastLanding;
    List<Row> batch = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      Source source = dice.oneOf(sources);
      Row row = row(source, since, now);
      Row earlier = dice.percent(12) ? anyOf(source) : null;
      Row next = earlier == null ? row : duplicate(source, row, earlier);
      batch.add(next);
      landed.add(next);
    }
    lastLanding = now;
    return batch;
  }

  private @Nullable Row anyOf(Source source) {
    List<Row> rows = landed.stream().filter(r -> r.source().equals(source.name())).toList();
    return rows.isEmpty() ? null : dice.oneOf(rows);
  }

  private Row row(Source source, Instant since, Instant now) {
    List<@Nullable Object> key = frame.anyKey(dice);
    Instant time = time(since, now);
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    for (Source.Column column : source.columns()) {
      if (column.expr() == null) {
        values.put(column.name(), value(source, column, time, now));
      }
    }
    for (int i = 0; i < key.size(); i++) {
      values.put(frame.keys().get(i).name(), key.get(i));
    }
    return new Row(source.name(), values);
  }

  private @Nullable Object value(Source source, Source.Column column, Instant time, Instant now) {
    return switch (column.name()) {
      case RandomSources.TIME -> dice.percent(1) ? null : time;
      case RandomSources.ID -> dice.percent(5) ? null : freshId(column);
      case RandomSources.LANDED -> landedAt(source, time, now);
      case RandomSources.AVAILABLE -> dice.percent(6) ? null : availableAt(time);
      default -> frame.values().maybe(column.type());
    };
  }

  private Object freshId(Source.Column column) {
    long number = landed.size() + 1L;
    return column.type() == Primitive.BIGINT ? (Object) number : "e" + number;
  }

  /** Recent, on or beside an edge of a hop or a tile, late, in the future, or tied with another. */
  private Instant time(Instant since, Instant now) {
    int kind = dice.between(1, 100);
    if (kind <= 25) {
      return between(since, now);
    }
    if (kind <= 45) {
      return between(now.minus(frame.every().multipliedBy(6)), now);
    }
    if (kind <= 58) {
      Duration back = frame.every().multipliedBy(dice.between(0, 4));
      return besides(Boundaries.floor(now.minus(back), frame.every()));
    }
    if (kind <= 67) {
      return besides(Boundaries.floor(between(oldest, now), frame.tile()));
    }
    if (kind <= 82) {
      return between(oldest, now);
    }
    if (kind <= 87) {
      return now.plus(dice.upTo(frame.every().multipliedBy(3)));
    }
    Row other = landed.isEmpty() ? null : dice.oneOf(landed);
    Object tied = other == null ? null : other.values().get(RandomSources.TIME);
    return tied instanceof Instant instant ? instant : between(oldest, now);
  }

  private Instant between(Instant from, Instant to) {
    return from.plus(dice.upTo(Duration.between(from, to)));
  }

  private Instant besides(Instant edge) {
    return edge.plus(MICRO.multipliedBy(dice.oneOf(-1, 0, 0, 1)));
  }

  /** After the batches before; within the first batch soon after the event. */
  private @Nullable Instant landedAt(Source source, Instant time, Instant now) {
    if (source.eventId() == null && dice.percent(3)) {
      return null;
    }
    if (lastLanding != null) {
      return lastLanding.plus(MICRO).plus(dice.upTo(Duration.between(lastLanding, now)));
    }
    Instant soon =
        dice.percent(30)
            ? besides(Boundaries.ceiling(time, frame.every()).plus(frame.publishDelay()))
            : time.plus(dice.upTo(frame.every().multipliedBy(dice.oneOf(1L, 1L, 4L))));
    return soon.isAfter(now) ? now : soon;
  }

  private Instant availableAt(Instant time) {
    return switch (dice.between(1, 4)) {
      case 1 -> time;
      case 2 -> besides(Boundaries.ceiling(time, frame.every()));
      case 3 -> time.minus(dice.upTo(frame.every()));
      default -> time.plus(dice.upTo(frame.every().multipliedBy(4)));
    };
  }

  /** The same row again, or its id with another time, or its id and time with other values. */
  private Row duplicate(Source source, Row fresh, Row earlier) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>(fresh.values());
    int kind = source.eventId() == null ? 1 : dice.between(1, 3);
    if (kind == 1) {
      Object landedAt = values.get(RandomSources.LANDED);
      values.putAll(earlier.values());
      values.computeIfPresent(RandomSources.LANDED, (name, old) -> landedAt);
    } else {
      values.put(RandomSources.ID, earlier.values().get(RandomSources.ID));
    }
    if (kind == 2) {
      values.put(RandomSources.TIME, earlier.values().get(RandomSources.TIME));
    }
    return new Row(source.name(), values);
  }
}
