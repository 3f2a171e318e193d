package io.featurefactory.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The entry point of {@code ff}; a subcommand is one class. */
@Command(
    name = "ff",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = "Feature Factory: features from a file to the search service, in minutes.",
    commandListHeading = "%nCommands:%n",
    footer = {
      "",
      "ff COMMAND --help says more about a command, with an example.",
      "New here? ff demo goes the whole way once, on made-up events."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs the command line in {@code args} and exits with its code. */
  public static void main(String[] args) {
    System.exit(run(args, Surroundings.ofProcess()));
  }

  /**
   * Runs a command line.
   *
   * @return 0: done; 1: failed, or done in part; 2: wrong usage
   */
  public static int run(String[] args, Surroundings surroundings) {
    CommandLine line = new CommandLine(new Main());
    for (Commands.Entry command : wanted(args)) {
      line.addSubcommand(command.name(), command.factory().apply(surroundings));
    }
    Failures failures = new Failures(surroundings);
    line.setOut(surroundings.out())
        .setErr(surroundings.err())
        .setUsageHelpWidth(surroundings.width())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(failures::wrongUsage)
        .setExecutionExceptionHandler(failures::failed);
    int code = line.execute(args);
    surroundings.out().flush();
    surroundings.err().flush();
    return code;
  }

  /** The command that the first word names; all of them if it names none. */
  private static List<Commands.Entry> wanted(String[] args) {
    String first = args.length == 0 ? "" : args[0];
    List<Commands.Entry> all = Commands.all();
    List<Commands.Entry> named = all.stream().filter(c -> c.name().equals(first)).toList();
    return named.isEmpty() ? all : named;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "no command (expected: one of %s)".formatted(Commands.names()));
  }

  /** Reads the version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"Feature Factory " + (version == null ? "(built in an IDE)" : version)};
    }
  }
}
