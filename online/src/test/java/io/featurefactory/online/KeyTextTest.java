package io.featurefactory.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.KeyEncoding;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTextTest {
  @Test
  void of_key_givesItsColumns() {
    assertThat(KeyText.of(KeyEncoding.bytes(List.of("ad-1", 42L, "a,b:c", ""))))
        .isEqualTo("(ad-1, 42, a,b:c, )");
    assertThat(KeyText.of(KeyEncoding.bytes(List.of("M\u00fcnchen")))).isEqualTo("(M\u00fcnchen)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "1", "1:", "1:a", "1:ab", "2:a,", ":,", "99999999999:a,", "1:a,7"})
  void of_otherBytes_givesHex(String text) {
    assertThat(KeyText.of(text.getBytes(StandardCharsets.UTF_8))).startsWith("0x");
  }
}
