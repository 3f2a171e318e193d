package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.DatabaseUrl;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DatabaseUrlTest {
  @Test
  void file_isKnownWithItsOptions() {
    DatabaseUrl url = new DatabaseUrl("jdbc:sqlite:a/r.db?busy_timeout=5&query_only=1");

    assertThat(url.isFile()).isTrue();
    assertThat(url.isOnServer()).isFalse();
    assertThat(url.isValid()).isTrue();
    assertThat(url.file()).isEqualTo(Path.of("a/r.db"));
    assertThat(url.options()).isEqualTo("busy_timeout=5&query_only=1");
    assertThat(url.in(Path.of("/p")).text())
        .isEqualTo("jdbc:sqlite:/p/a/r.db?busy_timeout=5&query_only=1");
  }

  @Test
  void server_isToldWithoutSecrets() {
    DatabaseUrl url = new DatabaseUrl("jdbc:postgresql://h:1/d?user=u&password=secret");

    assertThat(url.isOnServer()).isTrue();
    assertThat(url.isValid()).isTrue();
    assertThat(url.in(Path.of("/p"))).isEqualTo(url);
    assertThat(url.place()).isEqualTo("postgresql://h:1/d");
  }

  @Test
  void wrongOnes_areNotValid_andTellNoSecrets() {
    for (String text :
        new String[] {"jdbc:postgresql://u:secret@h/d", "jdbc:postgresql://h?password=secret"}) {
      assertThat(new DatabaseUrl(text).isValid()).isFalse();
      assertThat(new DatabaseUrl(text).isOnServer()).isTrue();
      assertThat(new DatabaseUrl(text).place()).doesNotContain("secret");
    }
    assertThat(new DatabaseUrl("jdbc:sqlite:").isValid()).isFalse();
    assertThat(new DatabaseUrl("jdbc:mysql://h/d").isValid()).isFalse();
  }
}
