package io.featurefactory.cli.crash;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.LedgerRun;
import io.featurefactory.model.OnlineProgress;
import io.featurefactory.model.Published;
import io.featurefactory.model.Registry;
import io.featurefactory.model.RowScan;
import io.featurefactory.model.RunLedger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All that a project holds, as texts by place: the lake, tiles, logs, states, runs, stores and
 * definitions. Wall times are left out, and where a store was between two runs.
 */
final class ProjectContent {
  private final Project project;
  private final ProjectFiles files;
  private final Map<String, List<String>> places = new TreeMap<>();

  private ProjectContent(Project project, ProjectFiles files) {
    this.project = project;
    this.files = files;
  }

  /** What the project in a folder holds. */
  static Map<String, List<String>> of(Path folder) {
    try (Project project = CrashProject.open(folder)) {
      ProjectContent content = new ProjectContent(project, CrashProject.files(folder));
      content.read();
      return content.places;
    }
  }

  private void read() {
    for (String namespace : List.of("lake", "tiles", "log", "state", "ops")) {
      List<TableId> tables = project.warehouse().tables(namespace);
      places.put("tables of " + namespace, tables.stream().map(TableId::toString).toList());
    }
    table("lake", "clicks", "* EXCLUDE (landed_at)");
    table("lake", "clicks__imports", "sha256, rows, rejected");
    Registry.Snapshot applied = project.control().registry().load();
    List<String> definitions = new ArrayList<>();
    for (AppliedDefinition entry : applied.definitions()) {
      definitions.add("%s %s %s".formatted(entry.id(), entry.status(), entry.tables()));
      definitions.add(entry.definition().document());
      if (entry.id().kind() == DefinitionId.Kind.VIEW) {
        view(files.resolve(entry, applied));
      }
    }
    places.put("definitions", definitions);
    runs();
  }

  private void view(AppliedView view) {
    String name = view.view().id().name();
    table("tiles", FeatureTables.tiles(view.tables()).name(), "*");
    table("log", FeatureTables.log(view.tables()).name(), "*");
    table("state", FeatureTables.state(view.tables()).name(), "*");
    List<String> ledger = new ArrayList<>();
    RunLedger.Query all = new RunLedger.Query(view.view().id(), 1_000, null);
    for (LedgerRun run : project.control().runs().page(all).runs()) {
      ledger.add(
          "%d %s %s %s"
              .formatted(run.id().number(), run.kind(), run.boundary(), ended(run.current())));
    }
    Collections.sort(ledger);
    places.put("ledger of " + name, ledger);
    places.put("lease of " + name, List.of("" + project.control().leases().find(name)));
    for (OnlineTarget target : view.view().online()) {
      online(view, target.store());
    }
  }

  /** Of runs that were overtaken before anybody could tell, the ledger knows only the log. */
  private static String ended(LedgerRun.Step step) {
    return step == LedgerRun.Step.LOGGED || step == LedgerRun.Step.PUBLISHED
        ? "in the log"
        : step.name();
  }

  private void online(AppliedView view, String store) {
    List<String> rows = new ArrayList<>();
    try (RowScan scan = project.store(store).scan(view.view().id())) {
      while (scan.next()) {
        rows.add(hex(scan.key()) + " run " + scan.row().run() + " " + hex(scan.row().row()));
      }
    }
    Collections.sort(rows);
    OnlineProgress progress = project.store(store).findProgress(view.view().id());
    if (progress != null) {
      Published now = progress.current().published();
      rows.add("run " + now.run() + " watermark " + now.watermark());
      rows.add("begun " + progress.begun() + ", spares " + progress.spare().size());
    }
    places.put("store " + store + ", " + view.view().id().name(), rows);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * The log's rows, and of each store the newest. Which runs before it were served, and for how
   * long, is a matter of wall time.
   */
  private void runs() {
    table(
        "ops",
        "runs",
        "view, version, run, boundary, kind, store",
        "store = '' OR run = max(run) OVER (PARTITION BY view, version, store)");
  }

  private void table(String namespace, String name, String columns) {
    table(namespace, name, columns, "true");
  }

  private void table(String namespace, String name, String columns, String which) {
    TableId id = new TableId(namespace, name);
    LakeTable table = project.warehouse().findTable(id);
    List<String> rows = new ArrayList<>();
    if (table != null) {
      String sql =
          "SELECT r::VARCHAR FROM (SELECT %s FROM %s QUALIFY %s) r"
              .formatted(columns, table.relation(table.files(table.currentSnapshot())), which);
      try (KernelSession session = project.kernel().session()) {
        rows.addAll(
            session.query(sql.replace(" QUALIFY true", ""), row -> String.valueOf(row.string(0))));
      }
    }
    Collections.sort(rows);
    places.put(id.toString(), rows);
  }
}
