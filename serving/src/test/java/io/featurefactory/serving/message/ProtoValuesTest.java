package io.featurefactory.serving.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.FactoryException;
import io.featurefactory.protocol.v1.Doubles;
import io.featurefactory.protocol.v1.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProtoValuesTest {
  private static final List<Double> DOUBLES =
      List.of(0.1, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE);

  @Test
  void read_rawDoubles_areThoseOfAList() {
    Values raw = Values.newBuilder().setRawDoubles(raw(DOUBLES)).build();
    Values list =
        Values.newBuilder().setDoubles(Doubles.newBuilder().addAllValues(DOUBLES)).build();

    assertThat(ProtoValues.read("rate", raw, Primitive.DOUBLE)).isEqualTo(DOUBLES);
    assertThat(ProtoValues.read("rate", list, Primitive.DOUBLE)).isEqualTo(DOUBLES);
  }

  @Test
  void read_rawDoublesWithNulls_hasThem() {
    ByteString nulls = ByteString.copyFrom(new byte[] {0b10});
    Values raw = Values.newBuilder().setRawDoubles(raw(List.of(1.5, 0.0))).setNulls(nulls).build();

    assertThat(ProtoValues.read("rate", raw, Primitive.DOUBLE)).containsExactly(1.5, null);
  }

  @Test
  void read_partOfADouble_saysWhatIsExpected() {
    Values raw = Values.newBuilder().setRawDoubles(ByteString.copyFrom(new byte[12])).build();

    assertThatThrownBy(() -> ProtoValues.read("rate", raw, Primitive.DOUBLE))
        .isInstanceOf(FactoryException.class)
        .hasMessage("rate: raw_doubles of 12 bytes (expected: 8 for each value)");
  }

  private static ByteString raw(List<Double> values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.size() * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putDouble);
    return ByteString.copyFrom(bytes.flip());
  }
}
