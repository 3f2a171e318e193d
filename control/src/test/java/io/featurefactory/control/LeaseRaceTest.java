package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, one registry, which the first of them makes. */
final class LeaseRaceTest {
  private static final int PROCESSES = 4;
  private static final int ROUNDS = 125;

  @TempDir private Path folder;

  private record Held(long epoch, Instant since, Instant expiresAt) {}

  @Test
  void acquire_aThousandTimesByFourProcesses_neverHasTwoHolders() throws Exception {
    List<String> lines = race();

    assertThat(numbers(lines, "released")).containsExactlyElementsOf(upTo(PROCESSES * ROUNDS));
    assertThat(numbers(lines, "expiring")).containsExactlyElementsOf(upTo(PROCESSES * ROUNDS));
    assertThat(numbers(lines, "number")).containsExactlyElementsOf(upTo(PROCESSES * ROUNDS));
    List<Held> held = expiring(lines);
    for (int i = 1; i < held.size(); i++) {
      assertThat(held.get(i).since()).isAfterOrEqualTo(held.get(i - 1).expiresAt());
    }
  }

  private List<String> race() throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(start(i));
    }
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      Process process = processes.get(i);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(() -> "output of a racer: " + output(folder)).isZero();
      lines.addAll(Files.readAllLines(folder.resolve("result" + i)));
    }
    return lines;
  }

  private Process start(int number) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LeaseRacer.class.getName(),
            "jdbc:sqlite:" + folder.resolve("registry.db"),
            folder.toString(),
            folder.resolve("result" + number).toString(),
            Integer.toString(ROUNDS))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("output").toFile()))
        .start();
  }

  private static String output(Path folder) {
    try {
      return Files.readString(folder.resolve("output"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static List<Long> numbers(List<String> lines, String sort) {
    return lines.stream()
        .map(line -> line.split(" ", -1))
        .filter(parts -> parts[0].equals(sort))
        .map(parts -> Long.valueOf(parts[1]))
        .sorted()
        .toList();
  }

  private static List<Long> upTo(long last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  private static List<Held> expiring(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(" ", -1))
        .filter(parts -> parts[0].equals("expiring"))
        .map(p -> new Held(Long.parseLong(p[1]), Instant.parse(p[2]), Instant.parse(p[3])))
        .sorted(Comparator.comparingLong(Held::epoch))
        .toList();
  }
}
