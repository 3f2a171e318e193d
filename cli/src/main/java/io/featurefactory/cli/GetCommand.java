package io.featurefactory.cli;

import io.featurefactory.cli.output.Answer;
import io.featurefactory.cli.project.Project;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId.Kind;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ff get}: one lookup. */
@Command(
    name = "get",
    description = "Look up the features of one key, as the search service would.",
    footer = {
      "",
      "Example:",
      "  ff get ad_trend ad_id=AD-123",
      "  ff get ad_trend@2 ad_id=AD-123 --store cache --output json"
    })
final class GetCommand extends ProjectCommand {
  @Parameters(
      index = "0",
      paramLabel = "VIEW|SERVICE",
      description = "A feature view or service; NAME@VERSION for a certain one")
  private String name = "";

  @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "The key")
  private List<String> keys = new ArrayList<>();

  @Option(
      names = "--store",
      paramLabel = "STORE",
      description = "Ask this online store (default: the view's, in their order)")
  private String store = "";

  GetCommand(Surroundings surroundings) {
    super(surroundings);
  }

  @Override
  Answer answer(Project project) {
    String plain = EntryName.parse(name).name();
    List<AppliedDefinition> versions = project.control().registry().versions(plain);
    AppliedDefinition entry =
        versions.isEmpty()
            ? new Catalog(project.control().registry().load()).entry(name, Kind.VIEW, Kind.SERVICE)
            : Catalog.entry(versions, name, Kind.VIEW, Kind.SERVICE);
    KeyArguments arguments = KeyArguments.parse(keys);
    OneLookup lookup = new OneLookup(project, entry.id().toString());
    ServedPlans plans = new ServedPlans(files(), store);
    return entry.id().kind() == Kind.VIEW
        ? new ViewAnswer(entry, lookup.answer(plans.view(entry), arguments)).answer()
        : new ServiceAnswer(
                lookup.answer(plans.service(entry, project.control().registry().load()), arguments))
            .answer();
  }
}
