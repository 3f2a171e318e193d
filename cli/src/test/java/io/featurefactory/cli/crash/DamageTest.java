package io.featurefactory.cli.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.Main;
import io.featurefactory.cli.Surroundings;
import io.featurefactory.cli.output.ProgressLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A file of the project is damaged, missing or locked: one message that says what was found and the
 * way out, exit 1; with the file as it was the same command goes through.
 */
final class DamageTest {
  @TempDir static Path temporary;
  private static Path folder;
  private static Path saved;

  @BeforeAll
  static void project() {
    folder = CrashProject.create(temporary.resolve("shop"), 300, 4);
    saved = temporary.resolve("saved");
    for (Stage stage : List.of(Stage.IMPORT, Stage.APPLY, Stage.BACKFILL, Stage.LATE_EVENTS)) {
      CrashProject.ff(folder, stage.line());
    }
    Folders.replace(saved, folder);
  }

  record Result(String line, int code, String said) {}

  static Result ff(String line) {
    StringWriter said = new StringWriter();
    PrintWriter both = new PrintWriter(said);
    int code =
        Main.run(
            line.split(" "),
            new Surroundings(
                folder,
                Map.of("COLUMNS", "400"),
                Clock.systemUTC(),
                both,
                both,
                ProgressLine.Surface.PLAIN));
    return new Result(line, code, said.toString());
  }

  static final List<String> LINES =
      List.of(
          "run --at 2026-03-05T06:00",
          "get by_day ad=ad-1",
          "verify",
          "publish",
          "import clicks late.csv",
          "apply",
          "status",
          "publish --rebuild");

  @Test
  void survey() throws IOException {
    Path state = Path.of(".factory");
    List<Path> victims = new ArrayList<>();
    victims.add(state.resolve("registry.db"));
    victims.add(state.resolve("catalog.db"));
    victims.add(newest("warehouse/tiles/by_day_v1_tiles", ".metadata.json"));
    victims.add(newest("warehouse/tiles/by_day_v1_tiles", ".parquet"));
    victims.add(newest("warehouse/tiles/by_day_v1_tiles", ".avro"));
    victims.add(newest("warehouse/log/by_day_v1_log", ".metadata.json"));
    victims.add(newest("warehouse/log/by_day_v1_log", ".parquet"));
    victims.add(newest("warehouse/log/by_day_v1_log", ".avro"));
    victims.add(newest("warehouse/lake/clicks", ".metadata.json"));
    victims.add(newest("warehouse/lake/clicks", ".parquet"));
    victims.add(newest("warehouse/lake/clicks", ".avro"));
    victims.add(newest("warehouse/ops/runs", ".metadata.json"));
    victims.add(newest("online/db", ".sst"));
    victims.add(state.resolve("online/db/CURRENT"));
    victims.add(newest("online/db", "MANIFEST"));
    victims.add(state.resolve("online/format"));
    victims.add(state.resolve("online/head"));
    for (Path victim : victims) {
      for (String how : List.of("garbage", "missing", "half")) {
        for (String line :
            victim.toString().contains("online")
                ? List.of(LINES.get(0), LINES.get(1), LINES.get(2), LINES.get(7))
                : List.of(LINES.get(0))) {
          Folders.replace(folder, saved);
          Path file = folder.resolve(victim.toString());
          byte[] bytes = Files.readAllBytes(file);
          switch (how) {
            case "garbage" -> {
              byte[] bad = bytes.clone();
              for (int i = 0; i < bad.length; i++) {
                bad[i] = (byte) (i * 37 + 11);
              }
              Files.write(file, bad);
            }
            case "missing" -> Files.delete(file);
            case "half" -> Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
            default -> Files.write(file, new byte[0]);
          }
          Result r = ff(line);
          String said =
              r.said().lines().filter(l -> l.contains("rror")).reduce("", (a, b) -> a + " / " + b);
          System.out.printf(
              "%s %s | %s | %d | %s%n",
              victim, how, line, r.code(), said.replace(folder.toString(), "$"));
          System.out.flush();
        }
      }
    }
  }

  private static Path newest(String under, String suffix) throws IOException {
    try (Stream<Path> all = Files.walk(folder.resolve(".factory").resolve(under))) {
      Path found =
          all.filter(f -> f.getFileName().toString().contains(suffix))
              .max(Comparator.comparing(f -> f.toFile().lastModified()))
              .orElseThrow();
      assertThat(found).exists();
      return folder.relativize(found);
    }
  }
}
