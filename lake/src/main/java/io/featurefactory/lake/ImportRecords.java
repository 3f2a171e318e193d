package io.featurefactory.lake;

import io.featurefactory.model.DataType.Primitive;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which files are in a table: its side table {@code <table>__imports}.
 *
 * <p>The commit that adds a file's rows names the file in its summary, so both are true at once;
 * the row in the side table follows. A process that dies between the two leaves the row out, and
 * the next {@link #open} adds it from the summary. Expiry does the same before it removes
 * snapshots.
 */
final class ImportRecords {
  static final String SUFFIX = "__imports";

  /** In the summary: how many files the snapshot imported; each has an entry of its own. */
  static final String COUNT = "ff.import.files";

  private static final String ENTRY = "ff.import.";
  private static final String SET = ".set";
  private static final String LANDED_AT = "ff.import.landed-at";

  private static final List<ColumnSpec> COLUMNS =
      List.of(
          ColumnSpec.required("sha256", Primitive.VARCHAR),
          ColumnSpec.nullable("set_values", Primitive.VARCHAR),
          ColumnSpec.required("file", Primitive.VARCHAR),
          ColumnSpec.required("rows", Primitive.BIGINT),
          ColumnSpec.required("rejected", Primitive.BIGINT),
          ColumnSpec.required("landed_at", Primitive.TIMESTAMP),
          ColumnSpec.required("snapshot", Primitive.BIGINT));

  private final LakeTable table;
  private final LakeTable side;
  private final KernelSession session;
  private final Map<String, Entry> entries = new HashMap<>();

  /**
   * A file that is in the table.
   *
   * @param set see {@link SetValues#text}
   */
  record Entry(
      String sha256,
      String set,
      String file,
      long rows,
      long rejected,
      Instant landedAt,
      long snapshot) {
    /** What is imported once: a content with the values that were set beside it. */
    String identity() {
      return sha256 + set;
    }
  }

  private ImportRecords(LakeTable table, LakeTable side, KernelSession session) {
    this.table = table;
    this.side = side;
    this.session = session;
  }

  /** The records of a table, complete as of its newest snapshot. */
  static ImportRecords open(Warehouse warehouse, LakeTable table, KernelSession session) {
    TableId id = new TableId(table.id().namespace(), table.id().name() + SUFFIX);
    warehouse.createTable(new TableSpec(id, COLUMNS));
    LakeTable side = warehouse.addColumns(id, COLUMNS);
    ImportRecords records = new ImportRecords(table, side, session);
    records.load();
    records.addMissing();
    return records;
  }

  /** The entry of a content that was imported with the same values beside it; null if none was. */
  @Nullable Entry find(String sha256, SetValues set) {
    return entries.get(sha256 + set.text());
  }

  /** The latest time at which rows landed; before all times if none did. */
  Instant lastLanding() {
    return entries.values().stream()
        .map(Entry::landedAt)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** The commit with the names of its files. */
  static Commit describe(Commit commit, List<Entry> files, Instant landedAt) {
    Commit described =
        commit.with(COUNT, Integer.toString(files.size())).with(LANDED_AT, landedAt.toString());
    for (int i = 0; i < files.size(); i++) {
      Entry entry = files.get(i);
      described =
          described.with(
              ENTRY + i,
              "%s %d %d %s"
                  .formatted(entry.sha256(), entry.rows(), entry.rejected(), entry.file()));
      if (!entry.set().isEmpty()) {
        described = described.with(ENTRY + i + SET, entry.set());
      }
    }
    return described;
  }

  /** Adds what the snapshots of the table say and the side table does not. */
  void addMissing() {
    List<Entry> missing = new ArrayList<>();
    for (SnapshotInfo snapshot : table.history()) {
      for (Entry entry : entries(snapshot)) {
        if (entries.putIfAbsent(entry.identity(), entry) == null) {
          missing.add(entry);
        }
      }
    }
    if (!missing.isEmpty()) {
      write(missing);
    }
  }

  private void load() {
    List<LakeFile> files = side.files(side.currentSnapshot());
    session.forEach(
        "SELECT sha256, set_values, file, rows, rejected, landed_at, snapshot FROM "
            + side.relation(files),
        row -> {
          Entry entry =
              new Entry(
                  String.valueOf(row.string(0)),
                  Objects.requireNonNullElse(row.string(1), ""),
                  String.valueOf(row.string(2)),
                  row.longValue(3),
                  row.longValue(4),
                  Objects.requireNonNull(row.instant(5)),
                  row.longValue(6));
          entries.put(entry.identity(), entry);
        });
  }

  private void write(List<Entry> missing) {
    String values =
        missing.stream()
            .map(
                e ->
                    "(%s, nullif(%s, ''), %s, %d, %d, %s, %d)"
                        .formatted(
                            SqlText.text(e.sha256()),
                            SqlText.text(e.set()),
                            SqlText.text(e.file()),
                            e.rows(),
                            e.rejected(),
                            SqlText.timestamp(e.landedAt()),
                            e.snapshot()))
            .collect(Collectors.joining(",\n"));
    side.commit(
        Commit.append(
            session.write(
                "SELECT * FROM (VALUES "
                    + values
                    + ") t(sha256, set_values, file, rows, rejected, landed_at, snapshot)",
                side.target(),
                WriteOptions.defaults())));
  }

  private static List<Entry> entries(SnapshotInfo snapshot) {
    List<Entry> result = new ArrayList<>();
    int count = Integer.parseInt(snapshot.summary().getOrDefault(COUNT, "0"));
    for (int i = 0; i < count; i++) {
      String[] parts = String.valueOf(snapshot.summary().get(ENTRY + i)).split(" ", 4);
      result.add(
          new Entry(
              parts[0],
              snapshot.summary().getOrDefault(ENTRY + i + SET, ""),
              parts[3],
              Long.parseLong(parts[1]),
              Long.parseLong(parts[2]),
              Instant.parse(String.valueOf(snapshot.summary().get(LANDED_AT))),
              snapshot.id()));
    }
    return result;
  }

  static Entry entry(ImportFile file, SetValues set, Staged staged, Instant landedAt) {
    return new Entry(
        file.sha256(),
        set.text(),
        Path.of(file.name()).toString(),
        staged.rows(),
        staged.badCount(),
        landedAt,
        0);
  }
}
