package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId.Kind;
import io.featurefactory.model.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code ff show}: one entry of the catalog. */
@Command(
    name = "show",
    description = "Show everything about a source, a feature view or a feature service.",
    footer = {"", "Example:", "  ff show ad_trend", "  ff show ad_trend@2 --output json"})
final class ShowCommand extends ProjectCommand {
  @Parameters(paramLabel = "NAME", description = "What; NAME@VERSION for a certain version")
  private String name = "";

  ShowCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    Registry.Snapshot applied = project.control().registry().load();
    AppliedDefinition entry =
        new Catalog(applied).entry(name, Kind.VIEW, Kind.SERVICE, Kind.SOURCE);
    EntryFacts facts = new EntryFacts(applied, entry);
    return switch (entry.id().kind()) {
      case VIEW -> new ViewFacts(project, files().resolve(entry, applied), facts).answer();
      case SERVICE -> new ServiceFacts(files().service(entry, applied), facts).answer();
      case SOURCE -> new SourceFacts(files().source(entry), facts).answer();
    };
  }
}
