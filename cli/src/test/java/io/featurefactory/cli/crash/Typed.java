package io.featurefactory.cli.crash;

import io.featurefactory.cli.Main;
import io.featurefactory.cli.Surroundings;
import io.featurefactory.cli.output.ProgressLine;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;

/**
 * A command line that was run in this process.
 *
 * @param said on both outputs
 */
record Typed(int code, String said) {
  /** Runs it in a folder; words are separated by one blank. */
  static Typed ff(Path folder, String line) {
    StringWriter said = new StringWriter();
    PrintWriter both = new PrintWriter(said);
    Surroundings surroundings =
        new Surroundings(
            folder,
            Map.of("COLUMNS", "500"),
            Clock.systemUTC(),
            both,
            both,
            ProgressLine.Surface.PLAIN);
    return new Typed(Main.run(line.split(" ", -1), surroundings), said.toString());
  }
}
