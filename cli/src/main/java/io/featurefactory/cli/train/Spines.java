package io.featurefactory.cli.train;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectTables;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.lake.Sandbox;
import io.featurefactory.lake.TableId;
import io.featurefactory.lake.UserQuery;
import io.featurefactory.training.Spine;
import io.featurefactory.training.SpineReader;
import io.featurefactory.training.TaskJoiner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the spine that a user names: a file, a table, or a file with a query. */
public final class Spines {
  private final Project project;
  private final Path staging;
  private final @Nullable TaskJoiner tasks;
  private final SpineReader reader;

  /**
   * For a project.
   *
   * @param staging a folder for what has to be written to be read in order
   * @param tasks that join them in other processes; null if they are joined in this one
   */
  Spines(Project project, Path staging, @Nullable TaskJoiner tasks) {
    this.project = project;
    this.staging = staging;
    this.tasks = tasks;
    this.reader = new SpineReader(project.kernel(), staging);
  }

  /**
   * A spine and what it was read from.
   *
   * @param hash sha256 of a file, or of the text of a query; empty for a table
   * @param snapshots of the tables that were read, by name
   */
  record Opened(Spine spine, Kind kind, String hash, Map<String, Long> snapshots) {
    Opened {
      snapshots = new LinkedHashMap<>(snapshots);
    }
  }

  /** What a spine is. */
  public enum Kind {
    FILE,
    TABLE,
    QUERY
  }

  /**
   * Opens a spine.
   *
   * @param name as the user gave it
   * @param file the same as a path, absolute
   * @param pinned snapshots to read, by table; null for the newest
   */
  Opened open(String name, Path file, @Nullable Map<String, Long> pinned) {
    if (!Files.exists(file) && ProjectTables.mayName(name)) {
      return table(name, pinned);
    }
    if (!Files.exists(file) && pinned != null) {
      throw TrainErrors.spineMoved(file);
    }
    return name.endsWith(".sql") && Files.isRegularFile(file)
        ? query(file, pinned)
        : new Opened(reachable(reader.file(file)), Kind.FILE, Digests.sha256(file), Map.of());
  }

  private Spine reachable(Spine ofThisMachine) {
    return tasks == null ? ofThisMachine : tasks.put(ofThisMachine, staging);
  }

  private Opened table(String name, @Nullable Map<String, Long> pinned) {
    LakeTable table = find(name);
    long snapshot = snapshot(table, name, pinned);
    Spine spine =
        tasks == null
            ? reader.table(table, snapshot)
            : reader.table(table, snapshot, TaskJoiner.ROWS_OF_A_TASK);
    return new Opened(spine, Kind.TABLE, "", Map.of(name, snapshot));
  }

  private Opened query(Path file, @Nullable Map<String, Long> pinned) {
    String text = UserQuery.statement(read(file));
    Map<String, Long> snapshots = new LinkedHashMap<>();
    List<Sandbox.Input> inputs = new ArrayList<>();
    UserQuery query;
    try (KernelSession session = project.kernel().session()) {
      query = UserQuery.parse(session, text, UserQuery.Use.VIEW, Map.of());
    }
    for (String name : query.tables()) {
      LakeTable table = find(name);
      long snapshot = snapshot(table, name, pinned);
      inputs.add(Sandbox.Input.of(table, table.files(snapshot)).named(name));
      snapshots.put(name, snapshot);
    }
    String name = String.valueOf(file.getFileName());
    return new Opened(
        reachable(reader.query(name, query.sql(Map.of()), inputs)),
        Kind.QUERY,
        Digests.sha256(file),
        snapshots);
  }

  private static long snapshot(LakeTable table, String name, @Nullable Map<String, Long> pinned) {
    if (pinned == null) {
      return table.currentSnapshot();
    }
    Long snapshot = pinned.get(name);
    if (snapshot == null) {
      throw TrainErrors.changed("the query of the spine", "without " + name, "with it");
    }
    if (!table.hasSnapshot(snapshot)) {
      throw TrainErrors.gone("snapshot %d of %s".formatted(snapshot, name), Reproduction.EXPIRED);
    }
    return snapshot;
  }

  private LakeTable find(String name) {
    ProjectTables tables = new ProjectTables(project.warehouse());
    TableId id = tables.find(name);
    if (id == null) {
      throw TrainErrors.unknownTable(name, tables.all().stream().map(TableId::toString).toList());
    }
    return project.warehouse().loadTable(id);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw TrainErrors.unreadable(file, e);
    }
  }
}
