package io.featurefactory.cli;

import io.featurefactory.cli.output.ProgressLine;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * What a command sees of the machine.
 *
 * @param folder the working directory, absolute
 * @param environment variables
 * @param out for answers
 * @param err for progress and messages
 * @param progress where progress is seen
 * @param tasks where tasks are scheduled
 */
public record Surroundings(
    Path folder,
    Map<String, String> environment,
    Clock clock,
    PrintWriter out,
    PrintWriter err,
    ProgressLine.Surface progress,
    Tasks tasks) {
  private static final int WIDTH = 80;
  private static final int NARROWEST = 40;

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** With tasks in this process, unless the settings of a project say otherwise. */
  public Surroundings(
      Path folder,
      Map<String, String> environment,
      Clock clock,
      PrintWriter out,
      PrintWriter err,
      ProgressLine.Surface progress) {
    this(folder, environment, clock, out, err, progress, Tasks.AS_SET);
  }

  /** Where tasks are scheduled. */
  public enum Tasks {
    /** As the settings say: in this process, or by a driver of Spark that is started for it. */
    AS_SET,
    /** By Spark: this process is its driver. */
    IN_SPARK
  }

  /** The same in a driver of Spark, which may print elsewhere. */
  Surroundings inSpark(PrintWriter otherOut, PrintWriter otherErr) {
    ProgressLine.Surface surface = otherErr == err ? progress : ProgressLine.Surface.PLAIN;
    return new Surroundings(
        folder, environment, clock, otherOut, otherErr, surface, Tasks.IN_SPARK);
  }

  /** Those of this process. */
  static Surroundings ofProcess() {
    return new Surroundings(
        Path.of("").toAbsolutePath(),
        System.getenv(),
        Clock.systemUTC(),
        utf8(new FileOutputStream(FileDescriptor.out)),
        utf8(new FileOutputStream(FileDescriptor.err)),
        errIsTerminal() ? ProgressLine.Surface.TERMINAL : ProgressLine.Surface.PLAIN);
  }

  /** The characters of a line: those of the variable {@code COLUMNS}, else 80. */
  int width() {
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}")
        ? Math.max(NARROWEST, Integer.parseInt(columns))
        : WIDTH;
  }

  private static PrintWriter utf8(OutputStream stream) {
    return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8));
  }

  private static boolean errIsTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
