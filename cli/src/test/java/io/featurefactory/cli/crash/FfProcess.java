package io.featurefactory.cli.crash;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the launcher {@code ff}, with the jars that this build just made. */
final class FfProcess implements AutoCloseable {
  private static final Path LAUNCHER = Path.of("..", "ff").toAbsolutePath().normalize();
  private static final int KILLED = 128 + 9;

  private final String line;
  private final Process process;
  private final Path out;
  private final Path err;

  private FfProcess(String line, Process process, Path out, Path err) {
    this.line = line;
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /**
   * How a process ended.
   *
   * @param code 137 if it was killed
   */
  record Result(String line, int code, String out, String err) {
    boolean killed() {
      return code == KILLED;
    }

    /** This result, if the process ended well. */
    Result done() {
      if (code != 0) {
        throw new AssertionError(this + " (expected: exit 0)");
      }
      return this;
    }

    @Override
    public String toString() {
      return "ff %s: exit %d\n%s%s".formatted(line, code, out, err);
    }
  }

  /** Starts a command line in a folder; words are separated by one blank. */
  static FfProcess start(Path folder, String line) {
    return start(folder, line, Map.of());
  }

  static FfProcess start(Path folder, String line, Map<String, String> environment) {
    return start(folder, List.of(line.split(" ", -1)), environment);
  }

  private static FfProcess start(
      Path folder, List<String> arguments, Map<String, String> environment) {
    List<String> words = new ArrayList<>(List.of(LAUNCHER.toString()));
    words.addAll(arguments);
    try {
      Path out = Files.createTempFile("ff-out", ".txt");
      Path err = Files.createTempFile("ff-err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("FF_NO_BUILD", "1");
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      builder.environment().put("FF_JAVA_OPTS", "-Xmx512m -XX:TieredStopAtLevel=1");
      builder.environment().put("COLUMNS", "500");
      builder.environment().putAll(environment);
      return new FfProcess(String.join(" ", arguments), builder.start(), out, err);
    } catch (IOException e) {
      throw new AssertionError("cannot start ff " + arguments, e);
    }
  }

  /** Runs a command line to its end. */
  static Result run(Path folder, String line) {
    try (FfProcess process = start(folder, line)) {
      return process.end();
    }
  }

  /** Runs a command to its end; its words may have blanks. */
  static Result run(Path folder, List<String> words) {
    try (FfProcess process = start(folder, words, Map.of())) {
      return process.end();
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
  }

  /** SIGTERM, as Ctrl-C. */
  void terminate() {
    process.destroy();
  }

  /**
   * SIGSTOP: it does nothing more until it {@linkplain #thaw thaws}. The signal alone says nothing
   * about threads that are at work, which stop when they come to notice it.
   */
  void freeze() {
    signal("STOP");
    Waiting.until(this::allThreadsAreStopped);
  }

  private boolean allThreadsAreStopped() {
    Path threads = Path.of("/proc", Long.toString(process.pid()), "task");
    try (DirectoryStream<Path> all = Files.newDirectoryStream(threads)) {
      for (Path thread : all) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      throw new AssertionError("no threads of process " + process.pid(), e);
    }
  }

  /** SIGCONT. */
  void thaw() {
    signal("CONT");
  }

  /** By the shell, which has it built in: a bare machine has no program of that name. */
  private void signal(String name) {
    try {
      String command = "kill -%s %d".formatted(name, process.pid());
      int code = new ProcessBuilder("sh", "-c", command).inheritIO().start().waitFor();
      if (code != 0) {
        throw new AssertionError("kill -%s %d: exit %d".formatted(name, process.pid(), code));
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Waits for the end, two minutes at most; after that its threads tell what they wait for. */
  Result end() {
    try {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        signal("QUIT");
        process.waitFor(2, TimeUnit.SECONDS);
        throw new AssertionError(
            "ff %s does not end\n%s%s"
                .formatted(line, Files.readString(err), Files.readString(out)));
      }
      return new Result(line, process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
