package io.featurefactory.cli;

import io.featurefactory.cli.output.ProgressLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

/** Types commands, in a folder, at an instant. */
final class CommandLineDriver {
  private final Path folder;
  private final Instant now;
  private final Map<String, String> environment;

  CommandLineDriver(Path folder, Instant now) {
    this(folder, now, Map.of("USER", "tester"));
  }

  /** With the variables of the process. */
  CommandLineDriver(Path folder, Instant now, Map<String, String> environment) {
    this.folder = folder;
    this.now = now;
    this.environment = Map.copyOf(environment);
  }

  /** What a command printed and how it ended. */
  record Result(int code, String out, String err) {}

  /** Runs a command line in this process; words are separated by one blank. */
  Result ff(String line) {
    return ff(line.split(" "));
  }

  Result ff(String... words) {
    return run(folder, environment, Clock.fixed(now, ZoneOffset.UTC), words);
  }

  /** Runs a command at the time of a clock. */
  static Result run(Path folder, Map<String, String> environment, Clock clock, String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.run(
            words,
            new Surroundings(
                folder,
                environment,
                clock,
                new PrintWriter(out),
                new PrintWriter(err),
                ProgressLine.Surface.PLAIN));
    return new Result(code, out.toString(), err.toString());
  }

  CommandLineDriver in(String subfolder) {
    return new CommandLineDriver(folder.resolve(subfolder), now, environment);
  }

  CommandLineDriver at(Instant instant) {
    return new CommandLineDriver(folder, instant, environment);
  }
}
