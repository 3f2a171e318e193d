package io.featurefactory.cli;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Suggestions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns every failure into one message on standard error. A stack trace is never printed: that of a
 * fault of the product goes into a file.
 */
final class Failures {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  /** What the parser says of a value that is none of an option's choices. */
  private static final Pattern CHOICE =
      Pattern.compile(
          "Invalid value for option '([^']*)': expected one of \\[(.*)] \\(case-[a-z]+\\) but was"
              + " '(.*)'");

  private final Surroundings surroundings;

  Failures(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Arguments that make no command. */
  int wrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = surroundings.err();
    err.println("error: " + message(e, args));
    List<String> suggestions =
        e instanceof UnmatchedArgumentException unmatched ? suggestions(unmatched) : List.of();
    if (!suggestions.isEmpty()) {
      err.println("Did you mean " + String.join(" or ", suggestions) + "?");
    }
    err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    return WRONG_USAGE;
  }

  private static List<String> suggestions(UnmatchedArgumentException e) {
    String first = e.getUnmatched().get(0);
    CommandLine command = e.getCommandLine();
    if (first.startsWith("-") || command.getParent() != null) {
      return e.getSuggestions();
    }
    String nearest = Suggestions.nearest(first, command.getSubcommands().keySet());
    return nearest.isEmpty() ? List.of() : List.of(nearest);
  }

  private static String message(ParameterException e, String[] args) {
    if (!(e instanceof UnmatchedArgumentException unmatched)) {
      String message = String.valueOf(e.getMessage());
      Matcher choice = CHOICE.matcher(message);
      if (choice.matches()) {
        return "%s: '%s' (expected: one of %s)"
            .formatted(choice.group(1), choice.group(3), choice.group(2).toLowerCase(Locale.ROOT));
      }
      return message.replaceAll(
          " is not an? (int|long)$", " is no number (expected: a whole number)");
    }
    String first = unmatched.getUnmatched().get(0);
    boolean root = e.getCommandLine().getParent() == null;
    if (!first.startsWith("-")) {
      return (root ? "Unknown command '" : "Unexpected argument '") + first + "'";
    }
    String known = String.join("|", e.getCommandLine().getSubcommands().keySet());
    String command =
        root ? Arrays.stream(args).filter(a -> a.matches(known)).findFirst().orElse("") : "";
    return "Unknown option: '"
        + first
        + "'"
        + (command.isEmpty()
            ? ""
            : " before the command (expected: after it, as in ff " + command + " " + first + ")");
  }

  /** A command that failed. */
  int failed(Exception e, CommandLine command, ParseResult result) {
    PrintWriter err = surroundings.err();
    if (e instanceof FactoryException failure && failure.kind() != FactoryException.Kind.INTERNAL) {
      err.println("error: " + failure.getMessage());
    } else {
      err.println("error: internal: " + reason(e));
      Path trace = writeTrace(e, projectOf(command));
      err.println(
          trace == null
              ? "This is a fault of Feature Factory, and its stack trace could not be written."
              : "This is a fault of Feature Factory. Please report it with the file " + trace);
    }
    return FAILED;
  }

  private static String reason(Exception e) {
    String message = e.getMessage();
    return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
  }

  private Path projectOf(CommandLine command) {
    Object running = command.getCommand();
    return running instanceof FactoryCommand own ? own.projectFolder() : surroundings.folder();
  }

  /** Where the stack trace is now; null if it could not be written. */
  private @Nullable Path writeTrace(Exception e, Path project) {
    Path state = project.resolve(".factory");
    try {
      Path folder =
          Files.isDirectory(state)
              ? Files.createDirectories(state.resolve("errors"))
              : Files.createTempDirectory("ff-error-");
      Instant now = surroundings.clock().instant();
      Path file = folder.resolve("ff-" + now.toString().replace(":", "") + ".txt");
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
        e.printStackTrace(out);
      }
      return file;
    } catch (IOException unwritable) {
      return null;
    }
  }
}
