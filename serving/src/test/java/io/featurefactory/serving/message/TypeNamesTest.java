package io.featurefactory.serving.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Types in plans are their names. */
class TypeNamesTest {
  @Test
  void named_displayNameOfAnyType_isThatType() {
    List<DataType> scalars = new ArrayList<>(List.of(Primitive.values()));
    scalars.add(new Decimal(1, 0));
    scalars.add(new Decimal(38, 38));
    for (DataType scalar : scalars) {
      assertThat(DataType.named(scalar.displayName())).isEqualTo(scalar);
      DataType array = new Array(scalar);
      assertThat(DataType.named(array.displayName())).isEqualTo(array);
    }
  }

  @Test
  void named_whatIsNoType_isRefused() {
    for (String name :
        List.of(
            "",
            "varchar",
            "decimal",
            "decimal()",
            "decimal(5)",
            "decimal(5,)",
            "decimal(5,6)",
            "decimal(99,1)",
            "string[][]",
            "[]",
            "struct(a bigint)")) {
      assertThatThrownBy(() -> DataType.named(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
