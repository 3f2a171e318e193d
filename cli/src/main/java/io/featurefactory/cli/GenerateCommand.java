package io.featurefactory.cli;

import io.featurefactory.cli.generate.JavaSource;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.model.Registry;
import io.featurefactory.serving.ServicePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff generate java}: a class for the rows of a service. */
@Command(
    name = "generate",
    description = "Write a class for what a service asks and answers.",
    footer = {
      "",
      "Example:",
      "  ff generate java search_ranking --package com.acme.search \\",
      "    --out ../search/src/main/java"
    })
final class GenerateCommand extends ProjectCommand {
  @Parameters(index = "0", paramLabel = "LANGUAGE", description = "java")
  private String language = "";

  @Parameters(
      index = "1",
      paramLabel = "SERVICE",
      description = "A feature service; NAME@VERSION for a certain one")
  private String service = "";

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "The package of the class (default: none)")
  private String packageName = "";

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "The name of the class (default: that of the service)")
  private String className = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of sources; those of packages are made in it (default: here)")
  private Path out = Path.of("");

  GenerateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    if (!language.equals("java")) {
      throw wrongUsage("%s (expected: java)".formatted(language));
    }
    if (!packageName.isEmpty() && !SourceVersion.isName(packageName)) {
      throw wrongUsage(
          "--package: '%s' (expected: such as com.acme.search)".formatted(packageName));
    }
    Registry.Snapshot applied = project.control().registry().load();
    AppliedDefinition entry = new Catalog(applied).entry(service, Kind.SERVICE);
    ServicePlan plan = new ServedPlans(files(), "").service(entry, applied);
    String name = className.isEmpty() ? JavaSource.className(plan) : className;
    if (!SourceVersion.isName(name) || name.contains(".") || JavaSource.TYPES.contains(name)) {
      throw wrongUsage("--class: '%s' (expected: such as SearchFeatures)".formatted(name));
    }
    Path folder = resolve(out).resolve(packageName.replace('.', '/'));
    Path file = folder.resolve(name + ".java");
    write(file, new JavaSource(packageName, name, plan).text());
    return Answer.done(
        Fields.of("service", plan.toString()).with("file", file.toString()),
        new Block.Text(
            List.of(
                "Wrote " + file + ": " + plan + ", " + plan.outputs().size() + " features.",
                "It needs feature-factory-client on its class path.")));
  }

  /** Over what this command has written before, and nothing else. */
  private static void write(Path file, String source) {
    try {
      if (Files.exists(file) && !Files.readString(file).startsWith(JavaSource.MARK)) {
        throw CliErrors.notGenerated(file);
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path beside = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(beside, source);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw CliErrors.cannotWrite(file, e);
    }
  }
}
