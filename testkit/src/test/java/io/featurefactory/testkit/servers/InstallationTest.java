package io.featurefactory.testkit.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallationTest {
  @TempDir Path cache;

  private Installation by(String script) {
    return Dynalite.installation(cache, List.of("sh", "-c", script, "npm"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(cache)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  @Test
  void folder_twoAtOnce_areGivenOneThatIsWhole() throws Exception {
    Installation slow = by("mkdir node_modules; sleep 0.3; touch node_modules/whole");
    CompletableFuture<Path> other = CompletableFuture.supplyAsync(slow::folder);
    Path folder = slow.folder();
    assertThat(folder.resolve("node_modules/whole")).exists();
    assertThat(other.get()).isEqualTo(folder);
    assertThat(names()).containsExactly(folder.getFileName().toString());
    assertThat(by("exit 1").folder()).as("not installed again").isEqualTo(folder);
  }

  @Test
  void folder_npmFails_saysWhyAndLeavesNothing() throws Exception {
    assertThatThrownBy(() -> by("echo network is down >&2; exit 1").folder())
        .hasMessageStartingWith(
            "dynalite cannot be installed (expected: Node.js 18 or newer and npm")
        .hasMessageContaining("apt-get install nodejs npm")
        .hasMessageContaining("sh says\nnetwork is down");
    assertThat(names()).isEmpty();
  }

  @Test
  void folder_noNpm_saysWhatIsMissing() throws Exception {
    assertThatThrownBy(() -> Dynalite.installation(cache, List.of("no-such-npm")).folder())
        .hasMessageContaining("apt-get install nodejs npm")
        .hasMessageContaining("no-such-npm cannot be run");
    assertThat(names()).isEmpty();
  }

  /** What npm does not hold against a digest could be anything. */
  @Test
  void list_eachPackage_hasVersionAndDigest() throws IOException {
    JsonNode packages =
        new ObjectMapper().readTree(by("").resource("package-lock.json")).get("packages");
    packages
        .properties()
        .forEach(
            one -> {
              if (!one.getKey().isEmpty()) {
                assertThat(one.getValue().get("version").asText()).as(one.getKey()).isNotEmpty();
                assertThat(one.getValue().get("integrity").asText())
                    .as(one.getKey())
                    .startsWith("sha512-");
              }
            });
    assertThat(packages.get("node_modules/dynalite").get("version").asText()).isEqualTo("4.0.0");
  }
}
