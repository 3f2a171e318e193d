package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random schemas, and values of them: edges as often as ordinary ones. */
final class RandomValues {
  private static final List<Duration> HOPS =
      List.of(Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofDays(1));
  private static final double[] DOUBLES = {
    0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, -Double.MAX_VALUE, 0.1
  };

  private final Random random;

  RandomValues(long seed) {
    random = new Random(seed);
  }

  RowSchema schema() {
    List<RowSchema.Column> columns = new ArrayList<>();
    for (int i = random.nextInt(20); i >= 0; i--) {
      columns.add(new RowSchema.Column("f" + i, type()));
    }
    Duration hop = HOPS.get(random.nextInt(HOPS.size()));
    return RowSchema.of(columns, hop, Collections.nCopies(columns.size(), null));
  }

  RowValues values(RowSchema schema) {
    RowValues values = new RowValues(schema);
    boolean nulls = random.nextInt(3) > 0;
    for (int i = 0; i < values.size(); i++) {
      boolean isNull = nulls && random.nextInt(4) == 0;
      values.set(i, isNull ? null : value(schema.columns().get(i).type()));
    }
    return values;
  }

  private DataType type() {
    if (random.nextInt(4) > 0) {
      return scalarType();
    }
    return new Array(random.nextInt(5) == 0 ? Primitive.FLOAT : scalarType());
  }

  private DataType scalarType() {
    int precision = 1 + random.nextInt(38);
    return switch (random.nextInt(6)) {
      case 0 -> Primitive.BOOLEAN;
      case 1 -> Primitive.BIGINT;
      case 2 -> Primitive.DOUBLE;
      case 3 -> Primitive.VARCHAR;
      case 4 -> Primitive.TIMESTAMP;
      default -> new Decimal(precision, random.nextInt(precision + 1));
    };
  }

  private Object value(DataType type) {
    if (type instanceof Array array) {
      List<@Nullable Object> list = new ArrayList<>();
      boolean nulls = random.nextBoolean();
      for (int i = random.nextInt(12); i > 0; i--) {
        list.add(nulls && random.nextInt(3) == 0 ? null : value(array.element()));
      }
      return list;
    }
    if (type instanceof Decimal decimal) {
      BigInteger limit = BigInteger.TEN.pow(decimal.precision());
      BigInteger unscaled = new BigInteger(random.nextInt(128), random).mod(limit);
      return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), decimal.scale());
    }
    return scalar((Primitive) type);
  }

  private Object scalar(Primitive type) {
    return switch (type) {
      case BOOLEAN -> random.nextBoolean();
      case BIGINT -> random.nextLong() >> random.nextInt(64);
      case DOUBLE ->
          random.nextBoolean() ? random.nextGaussian() : DOUBLES[random.nextInt(DOUBLES.length)];
      case FLOAT -> (float) DOUBLES[random.nextInt(DOUBLES.length)];
      case VARCHAR -> text();
      case TIMESTAMP -> Boundaries.ofMicros(random.nextLong() >> (1 + random.nextInt(20)));
    };
  }

  private String text() {
    int[] codePoints =
        random.ints(random.nextInt(20), 0, 0x10000).filter(c -> c < 0xd800).toArray();
    String text = new String(codePoints, 0, codePoints.length);
    return random.nextBoolean() ? text : text.replaceAll("[^a-z]", "z") + "\ud83d\ude00";
  }
}
