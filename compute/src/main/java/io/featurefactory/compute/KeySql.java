package io.featurefactory.compute;

import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import java.util.List;

/** The key encoding of {@link io.featurefactory.model.KeyEncoding} in the kernel's SQL. */
public final class KeySql {
  private KeySql() {}

  /** SQL of the text whose UTF-8 bytes are the key's bytes. */
  static String text(List<FeatureView.Key> keys) {
    return "concat("
        + Sql.list(keys, k -> "strlen(%1$s), ':', %1$s, ','".formatted(canonical(k)))
        + ")";
  }

  /** SQL of the text that names a key in messages: {@code ad_id=AD-1, position=3}. */
  static String named(List<FeatureView.Key> keys) {
    return "concat_ws(', ', "
        + Sql.list(keys, k -> Sql.string(k.name() + "=") + " || " + Sql.id(k.name()) + "::VARCHAR")
        + ")";
  }

  /** SQL of the hash, a BIGINT; {@code md5_number_upper} gives the same in twice the time. */
  public static String hash(List<FeatureView.Key> keys) {
    return "((md5_number(%s) & 18446744073709551615::UHUGEINT)::HUGEINT - 9223372036854775808)::BIGINT"
        .formatted(text(keys));
  }

  private static String canonical(FeatureView.Key key) {
    String column = Sql.id(key.name());
    if (key.type() == DataType.Primitive.VARCHAR) {
      return column;
    }
    if (key.type() == DataType.Primitive.TIMESTAMP) {
      return "epoch_us(" + column + ")::VARCHAR";
    }
    return column + "::VARCHAR";
  }
}
