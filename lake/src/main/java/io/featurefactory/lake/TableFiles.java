package io.featurefactory.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotChanges;
import org.jspecify.annotations.Nullable;

/** The files of a table at its snapshots and between them, read from the manifests one by one. */
final class TableFiles {
  private final TableId id;
  private final BaseTable table;

  TableFiles(TableId id, BaseTable table) {
    this.id = id;
    this.table = table;
  }

  List<LakeFile> at(long snapshotId) {
    if (snapshotId == 0) {
      return List.of();
    }
    Snapshot snapshot = load(snapshotId);
    List<LakeFile> files = new ArrayList<>();
    for (ManifestFile manifest : manifests(snapshot)) {
      read(manifest, files);
    }
    return files;
  }

  List<LakeFile> added(long from, long to) {
    if (from == 0) {
      return at(to);
    }
    List<Snapshot> between = between(from, to);
    List<LakeFile> files = new ArrayList<>();
    for (Snapshot snapshot : between) {
      if (snapshot.operation().equals(DataOperations.REPLACE)) {
        continue;
      }
      if (!snapshot.operation().equals(DataOperations.APPEND)
          && !snapshot.summary().containsKey(FenceCheck.WRITER)) {
        throw LakeErrors.foreignChange(id, info(snapshot));
      }
      files.addAll(LakeFailures.reading("table " + id, () -> addedBy(snapshot)));
    }
    return files;
  }

  /** From old to new; from 0 those that were kept. */
  List<Long> after(long from, long to) {
    if (from != 0) {
      return between(from, to).stream().map(Snapshot::snapshotId).toList();
    }
    List<Long> ids = new ArrayList<>();
    for (Snapshot s = to == 0 ? null : load(to); s != null; s = parent(s)) {
      ids.add(0, s.snapshotId());
    }
    return ids;
  }

  private List<LakeFile> addedBy(Snapshot snapshot) {
    List<LakeFile> files = new ArrayList<>();
    SnapshotChanges.builderFor(table)
        .snapshot(snapshot)
        .build()
        .addedDataFiles()
        .forEach(file -> files.add(convert(file)));
    return files;
  }

  /** From old to new. */
  private List<Snapshot> between(long from, long to) {
    List<Snapshot> result = new ArrayList<>();
    Snapshot snapshot = to == 0 ? null : load(to);
    while (snapshot != null && snapshot.snapshotId() != from) {
      result.add(0, snapshot);
      snapshot = parent(snapshot);
    }
    if (snapshot == null) {
      throw LakeErrors.notAncestor(id, from, to);
    }
    return result;
  }

  List<SnapshotInfo> history() {
    List<SnapshotInfo> result = new ArrayList<>();
    for (Snapshot s = table.currentSnapshot(); s != null; s = parent(s)) {
      result.add(info(s));
    }
    return result;
  }

  Snapshot load(long snapshotId) {
    Snapshot snapshot = table.snapshot(snapshotId);
    if (snapshot == null) {
      throw LakeErrors.snapshotGone(id, snapshotId);
    }
    return snapshot;
  }

  static SnapshotInfo info(Snapshot snapshot) {
    Long parent = snapshot.parentId();
    return new SnapshotInfo(
        snapshot.snapshotId(),
        parent == null ? 0 : parent,
        Instant.ofEpochMilli(snapshot.timestampMillis()),
        snapshot.operation(),
        snapshot.summary());
  }

  private @Nullable Snapshot parent(Snapshot snapshot) {
    Long parent = snapshot.parentId();
    return parent == null ? null : table.snapshot(parent);
  }

  private List<ManifestFile> manifests(Snapshot snapshot) {
    try {
      if (!snapshot.deleteManifests(table.io()).isEmpty()) {
        throw LakeErrors.deleteFiles(id, snapshot.snapshotId());
      }
      return snapshot.dataManifests(table.io());
    } catch (RuntimeException e) {
      throw LakeFailures.of("table " + id, e);
    }
  }

  private void read(ManifestFile manifest, List<LakeFile> files) {
    try (ManifestReader<DataFile> reader =
        ManifestFiles.read(manifest, table.io(), table.specs())) {
      for (DataFile file : reader) {
        files.add(convert(file));
      }
    } catch (IOException e) {
      throw LakeFailures.of("table " + id, new UncheckedIOException(e));
    } catch (RuntimeException e) {
      throw LakeFailures.of("table " + id, e);
    }
  }

  private LakeFile convert(DataFile file) {
    if (file.format() != FileFormat.PARQUET) {
      throw LakeErrors.notParquet(id, file.location());
    }
    PartitionSpec spec = Objects.requireNonNull(table.specs().get(file.specId()));
    return IcebergFiles.fromIceberg(file, table.schema(), spec);
  }
}
