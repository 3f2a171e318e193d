package io.featurefactory.cli;

import io.featurefactory.cli.output.Format;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options that all commands have. */
final class CommonOptions {
  /** The name of the option. */
  static final String PROJECT = "--project";

  @Option(
      names = PROJECT,
      paramLabel = "DIR",
      description = "The project's folder, with factory.yaml (default: this one)")
  private Path project = Path.of("");

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "The environment: factory.NAME.yaml over factory.yaml")
  private String environment = "";

  @Option(
      names = "--output",
      paramLabel = "FORMAT",
      description = "table for people (default), json for programs")
  private Format output = Format.TABLE;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help")
  private boolean help;

  /** As given; empty for the working directory. */
  Path project() {
    return project;
  }

  /** Empty for none. */
  String environment() {
    return environment;
  }

  Format output() {
    return output;
  }

  boolean help() {
    return help;
  }
}
