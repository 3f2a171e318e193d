package io.featurefactory.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.featurefactory.cli.generate.JavaSource;
import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.output.Block;
import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.model.Registry;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.message.ServicePlanFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import javax.lang.model.SourceVersion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff generate}: a class for the rows of a service, or its plan for a direct client. */
@Command(
    name = "generate",
    description = "Write a class for what a service asks and answers, or its plan for a client.",
    footer = {
      "",
      "A plan is all that a client needs to read the stores itself, without ff serve.",
      "",
      "Examples:",
      "  ff generate java search_ranking --package com.acme.search \\",
      "    --out ../search/src/main/java",
      "  ff generate plan search_ranking --out ../search/src/main/resources"
    })
final class GenerateCommand extends ProjectCommand {
  @Parameters(index = "0", paramLabel = "WHAT", description = "java or plan")
  private String what = "";

  @Parameters(
      index = "1",
      paramLabel = "SERVICE",
      description = "A feature service; NAME@VERSION for a certain one")
  private String service = "";

  @Option(
      names = "--package",
      paramLabel = "PACKAGE",
      description = "java: the package of the class (default: none)")
  private String packageName = "";

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "java: the name of the class (default: that of the service)")
  private String className = "";

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description = {
        "java: the folder of sources; those of packages are made in it (default: here)",
        "plan: a folder that is there, or the file (default: here, SERVICE.plan)"
      })
  private Path out = Path.of("");

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description = "plan: the only store to ask (default: those of each view, in their order)")
  private String store = "";

  GenerateCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    return switch (what) {
      case "java" -> javaClass(project);
      case "plan" -> plan(project);
      default -> throw wrongUsage("%s (expected: java or plan)".formatted(what));
    };
  }

  private Answer javaClass(Project project) {
    if (!store.isEmpty()) {
      throw wrongUsage("--store: %s (expected: none; a class is of all stores)".formatted(store));
    }
    if (!packageName.isEmpty() && !SourceVersion.isName(packageName)) {
      throw wrongUsage(
          "--package: '%s' (expected: such as com.acme.search)".formatted(packageName));
    }
    ServicePlan plan = servicePlan(project);
    String name = className.isEmpty() ? JavaSource.className(plan) : className;
    if (!SourceVersion.isName(name) || name.contains(".") || JavaSource.TYPES.contains(name)) {
      throw wrongUsage("--class: '%s' (expected: such as SearchFeatures)".formatted(name));
    }
    Path folder = resolve(out).resolve(packageName.replace('.', '/'));
    Path file = folder.resolve(name + ".java");
    byte[] source = new JavaSource(packageName, name, plan).text().getBytes(UTF_8);
    write(file, source, there -> new String(there, UTF_8).startsWith(JavaSource.MARK));
    return Answer.done(
        Fields.of("service", plan.toString()).with("file", file.toString()),
        new Block.Text(
            List.of(
                "Wrote " + file + ": " + plan + ", " + plan.outputs().size() + " features.",
                "It needs feature-factory-client on its class path.")));
  }

  private Answer plan(Project project) {
    if (!packageName.isEmpty() || !className.isEmpty()) {
      throw wrongUsage("--package, --class: given (expected: none; a plan is no class)");
    }
    ServicePlan plan = servicePlan(project);
    Path place = resolve(out);
    Path file = Files.isDirectory(place) ? place.resolve(plan.service().name() + ".plan") : place;
    write(file, ServicePlanFile.bytes(plan), ServicePlanFile::isPlan);
    List<String> stores =
        plan.views().stream().flatMap(view -> view.stores().stream()).distinct().sorted().toList();
    return Answer.done(
        Fields.of("service", plan.toString())
            .with("file", file.toString())
            .with("project", project.settings().project())
            .with("stores", stores),
        new Block.Text(
            List.of(
                "Wrote " + file + ": " + plan + ", " + plan.outputs().size() + " features.",
                "It is read by feature-factory-client-direct, and asks %s of project %s."
                    .formatted(String.join(", ", stores), project.settings().project()))));
  }

  private ServicePlan servicePlan(Project project) {
    Registry.Snapshot applied = project.control().registry().load();
    AppliedDefinition entry = new Catalog(applied).entry(service, Kind.SERVICE);
    return new ServedPlans(files(), store).service(entry, applied);
  }

  /** Over what this command has written before, and nothing else. */
  private static void write(Path file, byte[] content, Predicate<byte[]> isOwn) {
    try {
      if (Files.exists(file) && !isOwn.test(Files.readAllBytes(file))) {
        throw CliErrors.notGenerated(file);
      }
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path beside = file.resolveSibling(file.getFileName() + ".tmp");
      Files.write(beside, content);
      Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw CliErrors.cannotWrite(file, e);
    }
  }
}
