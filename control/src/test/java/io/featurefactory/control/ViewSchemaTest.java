package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Layout;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.ViewId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ViewSchemaTest {
  private static ViewSchema schema(DataType type, @Nullable Object empty) {
    return new ViewSchema(
        new ViewId("ad_trend", 3),
        List.of(
            new FeatureView.Key("ad_id", Primitive.VARCHAR),
            new FeatureView.Key("price", new Decimal(12, 2))),
        List.of(new ViewSchema.Feature("value", type, empty)),
        Duration.ofHours(1),
        Duration.ofMinutes(185),
        List.of(
            new OnlineTarget("default", Layout.PACKED, null, null),
            new OnlineTarget("cache", Layout.HASH, "f:{ad_id}", "v_{price}")));
  }

  private static void assertSurvives(DataType type, @Nullable Object empty) {
    ViewSchema schema = schema(type, empty);

    assertThat(ViewSchema.fromJson(schema.toJson())).isEqualTo(schema);
  }

  @Test
  void toJson_isTheSpecifiedForm() {
    assertThat(schema(Primitive.BIGINT, 0L).toJson())
        .isEqualTo(
            """
            {"format":1,"view":"ad_trend","version":3,"every":"PT1H","fresh_within":"PT3H5M",\
            "keys":[{"name":"ad_id","type":"string"},{"name":"price","type":"decimal(12,2)"}],\
            "features":[{"name":"value","type":"bigint","empty":0}],\
            "online":[{"store":"default","layout":"PACKED","key":null,"field":null},\
            {"store":"cache","layout":"HASH","key":"f:{ad_id}","field":"v_{price}"}]}""");
  }

  @Test
  void fromJson_values_comeBackExactly() {
    assertSurvives(Primitive.BIGINT, Long.MIN_VALUE);
    assertSurvives(Primitive.BOOLEAN, true);
    assertSurvives(Primitive.DOUBLE, Double.NaN);
    assertSurvives(Primitive.DOUBLE, -0.1);
    assertSurvives(Primitive.VARCHAR, "Zürich \"x\" \u0000");
    assertSurvives(Primitive.VARCHAR, null);
    assertSurvives(Primitive.TIMESTAMP, Instant.parse("1969-12-31T23:59:59.999999Z"));
    assertSurvives(new Decimal(38, 4), new BigDecimal("1234567890123456789012345678901234.5600"));
    assertSurvives(new Array(Primitive.VARCHAR), Arrays.asList("a", null));
    assertSurvives(new Array(Primitive.FLOAT), List.of(0.5f, Float.NEGATIVE_INFINITY));
    assertSurvives(new Array(new Decimal(5, 1)), List.of(new BigDecimal("7.0")));
  }

  @Test
  void fromJson_unknownFields_areSkipped() {
    ViewSchema schema = schema(Primitive.BIGINT, 0L);

    String later =
        schema
            .toJson()
            .replace("\"every\"", "\"new\":{\"a\":[1]},\"every\"")
            .replace("\"type\":\"bigint\"", "\"unit\":[1],\"type\":\"bigint\"")
            .replace("\"layout\":\"HASH\"", "\"ttl\":{},\"layout\":\"HASH\"");

    assertThat(ViewSchema.fromJson(later)).isEqualTo(schema);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "{\"format\":2,\"view\":\"a\",\"version\":1}",
        "{\"format\":1,\"view\":\"a\",\"version\":0}",
        "{\"format\":1,\"view\":\"a\",\"version\":1,\"every\":\"1h\"}",
        "{\"format\":1,\"keys\":[{\"name\":\"a\",\"type\":\"uuid\"}]}",
        "{\"format\":1,"
      })
  void fromJson_somethingElse_isAFaultOfTheProduct(String json) {
    assertThatThrownBy(() -> ViewSchema.fromJson(json))
        .isInstanceOf(FactoryException.class)
        .hasMessage(
            "The registry holds a lookup schema that cannot be read: %s. Run ff apply again"
                .formatted(json));
  }
}
