package io.featurefactory.cli.crash;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectSettings;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.definitions.FactorySettings.RocksDb;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DatabaseUrl;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.Registry;
import io.featurefactory.model.RunLedger;
import io.featurefactory.model.ViewId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a project is: what a kill left. Looks at copies of the databases, so that the project
 * stays as the kill left it.
 */
final class Landing implements AutoCloseable {
  private final Path copy;
  private final Project project;
  private final ProjectSettings settings;

  private Landing(Path folder) throws IOException {
    this.copy = Files.createTempDirectory("ff-landing");
    Path state = folder.resolve(".factory");
    Files.createDirectories(state);
    try (Stream<Path> all = Files.list(state)) {
      for (Path file : all.filter(f -> f.getFileName().toString().contains(".db")).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    if (Files.exists(state.resolve("online"))) {
      Folders.replace(copy.resolve("online"), state.resolve("online"));
    }
    ProjectSettings real = CrashProject.files(folder).settings();
    this.settings =
        new ProjectSettings(
            real.project(),
            copy,
            real.warehouse(),
            real.storage(),
            new CatalogSettings.Database(
                new DatabaseUrl("jdbc:sqlite:" + copy.resolve("catalog.db")), real.project()),
            Map.of(),
            "jdbc:sqlite:" + copy.resolve("registry.db"),
            real.publishDelay(),
            real.lease(),
            real.maxBadRows(),
            real.memoryBytes(),
            real.threads(),
            real.engine(),
            real.spark(),
            Map.of("default", new RocksDb(copy.resolve("online").toString())),
            real.kafka(),
            real.serving());
    this.project = new Project(settings, Clock.systemUTC());
  }

  /** What is where: facts that change with the steps of a command. */
  static Map<String, String> of(Path folder, Stage stage) {
    try (Landing landing = new Landing(folder)) {
      return stage.applies() ? landing.ofDefinitions() : landing.ofData(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The last step that was done, in the order of views and steps (views go side by side), found
   * from the facts before the command and after the kill.
   */
  static String step(Map<String, String> before, Map<String, String> now) {
    String last = "nothing was done yet";
    for (Map.Entry<String, String> fact : now.entrySet()) {
      if (!fact.getValue().equals(before.get(fact.getKey()))) {
        last = fact.getKey().substring(fact.getKey().indexOf(' ') + 1);
      }
    }
    return last;
  }

  /** In the order of the steps: the first word sorts them. */
  private Map<String, String> ofDefinitions() {
    Map<String, String> facts = new TreeMap<>();
    facts.put("1 registry written", "" + project.control().registry().load().revision());
    OnlineProgress progress = project.store("default").findProgress(new ViewId("by_day", 1));
    facts.put("2 old rows dropped from the store", "" + progress);
    facts.put("3 old tiles dropped", project.warehouse().tables("tiles").toString());
    facts.put("4 old state dropped", project.warehouse().tables("state").toString());
    facts.put("5 old log dropped", project.warehouse().tables("log").toString());
    return facts;
  }

  private Map<String, String> ofData(Path folder) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("01 rows imported", snapshot(new TableId("lake", "clicks")));
    facts.put("02 file recorded", snapshot(new TableId("lake", "clicks__imports")));
    Registry.Snapshot applied = project.control().registry().load();
    int order = 10;
    for (AppliedDefinition entry : applied.definitions()) {
      if (entry.id().kind() == DefinitionId.Kind.VIEW) {
        view(CrashProject.files(folder).resolve(entry, applied), order, facts);
        order += 10;
      }
    }
    return facts;
  }

  private void view(AppliedView view, int order, Map<String, String> facts) {
    String name = view.view().id().name();
    facts.put(order + " lease taken", "" + project.control().leases().find(name));
    facts.put(order + 1 + " tiles committed", snapshot(FeatureTables.tiles(view.tables())));
    facts.put(order + 2 + " log committed", snapshot(FeatureTables.log(view.tables())));
    facts.put(order + 3 + " log told to the ledger", ledger(view, LedgerRun.Step.LOGGED));
    facts.put(order + 4 + " log entered in runs", runs(name, "="));
    OnlineProgress progress = project.store("default").findProgress(view.view().id());
    facts.put(order + 5 + " online run begun", "" + (progress == null ? null : progress.begun()));
    facts.put(
        order + 6 + " online run finished", "" + (progress == null ? null : progress.current()));
    facts.put(order + 7 + " publishing told to the ledger", ledger(view, LedgerRun.Step.PUBLISHED));
    facts.put(order + 8 + " publishing entered in runs", runs(name, "<>"));
  }

  private String ledger(AppliedView view, LedgerRun.Step step) {
    RunLedger.Query all = new RunLedger.Query(view.view().id(), 1_000, null);
    return ""
        + project.control().runs().page(all).runs().stream()
            .filter(run -> run.current().compareTo(step) >= 0)
            .count();
  }

  private String runs(String view, String comparison) {
    @Nullable LakeTable table = project.warehouse().findTable(new TableId("ops", "runs"));
    if (table == null) {
      return "0";
    }
    String sql =
        "SELECT count(*) FROM %s WHERE view = '%s' AND store %s ''"
            .formatted(table.relation(table.files(table.currentSnapshot())), view, comparison);
    try (KernelSession session = project.kernel().session()) {
      return "" + session.query(sql, row -> row.longValue(0)).get(0);
    }
  }

  private String snapshot(TableId id) {
    @Nullable LakeTable table = project.warehouse().findTable(id);
    return table == null ? "none" : "" + table.currentSnapshot();
  }

  @Override
  public void close() {
    project.close();
    Folders.delete(copy);
  }
}
