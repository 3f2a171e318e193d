package io.featurefactory.spark.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Types commands of the launcher {@code ff}, with what this build made, in the folder of a project.
 */
record Ff(Path project) {
  private static final Path LAUNCHER = Path.of("..", "ff").toAbsolutePath().normalize();
  private static final long PATIENCE_MINUTES = 5;

  /** What a command printed and how it ended. */
  record Result(int code, String out, String err) {}

  /** A command that runs. */
  record Running(Process process, Path out, Path err) {
    /** Waits for its end. */
    Result result() {
      try {
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new IllegalStateException("ff does not end; it says\n" + Files.readString(err));
        }
        return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  Running start(String... words) {
    List<String> command = new ArrayList<>();
    command.add(LAUNCHER.toString());
    command.addAll(List.of(words));
    try {
      Path out = Files.createTempFile(project, "out", "");
      Path err = Files.createTempFile(project, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(project.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("FF_NO_BUILD", "1");
      builder.environment().remove("SPARK_HOME");
      builder.environment().put("AWS_ACCESS_KEY_ID", "test"); // for Moto
      builder.environment().put("AWS_SECRET_ACCESS_KEY", "test");
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Result run(String... words) {
    return start(words).result();
  }
}
