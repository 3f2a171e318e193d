package io.featurefactory.lake;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.BaseTable;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.ExpireSnapshots;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;

/** Removes what nobody needs any more: old snapshots, and files that no snapshot knows. */
public final class Housekeeping {
  private final Warehouse warehouse;
  private final Kernel kernel;

  public Housekeeping(Warehouse warehouse, Kernel kernel) {
    this.warehouse = warehouse;
    this.kernel = kernel;
  }

  /**
   * Expires snapshots of a table, and removes the files that only they had.
   *
   * <p>Kept are: the newest snapshot; the oldest cursor and everything after it, so that its reader
   * can go on; and snapshots with a tag. The epoch and the last run of each fence's scope outlive
   * their snapshots.
   *
   * @param olderThan younger snapshots are kept
   * @param cursors snapshots up to which somebody has read; those of other tables do not matter
   * @return the number of expired snapshots
   */
  public int expireSnapshots(TableId id, Instant olderThan, Collection<Long> cursors) {
    LakeTable table = own(id);
    recordImports(table);
    List<Long> expired = expirable(table.iceberg(), olderThan, cursors);
    if (!expired.isEmpty()) {
      table.rememberFences();
      ExpireSnapshots expire = table.iceberg().expireSnapshots();
      expired.forEach(expire::expireSnapshotId);
      expire.commit();
    }
    return expired.size();
  }

  /**
   * Removes files in the table's folders that no snapshot knows: left by writers that died.
   *
   * @param olderThan files that are younger are kept, since they may belong to a commit that is yet
   *     to come; a day is a good choice
   * @return the files that were removed
   */
  public List<String> removeOrphans(TableId id, Instant olderThan) {
    StoredFiles stored = StoredFiles.of(warehouse.settings());
    List<String> orphans = orphans(id, olderThan);
    orphans.forEach(stored::delete);
    return orphans;
  }

  /** The files that {@link #removeOrphans} would remove. */
  public List<String> orphans(TableId id, Instant olderThan) {
    LakeTable table = own(id);
    StoredFiles stored = StoredFiles.of(warehouse.settings());
    // what is listed first and known afterwards cannot be a file that was committed in between
    List<StoredFiles.Stored> there = new ArrayList<>();
    for (String part : List.of("data", "metadata")) {
      there.addAll(stored.inside(LocalFileIO.plain(table.iceberg().location()) + "/" + part));
    }
    table.refresh();
    Set<String> known = known(table.iceberg());
    return there.stream()
        .filter(file -> !known.contains(file.location()))
        .filter(file -> file.modifiedAt().isBefore(olderThan))
        .map(StoredFiles.Stored::location)
        .toList();
  }

  private LakeTable own(TableId id) {
    warehouse.settings().requireOwn(id);
    return warehouse.loadTable(id);
  }

  /** How many snapshots {@link #expireSnapshots} would expire. */
  public int expirable(TableId id, Instant olderThan, Collection<Long> cursors) {
    return expirable(own(id).iceberg(), olderThan, cursors).size();
  }

  private void recordImports(LakeTable table) {
    TableId side = new TableId(table.id().namespace(), table.id().name() + ImportRecords.SUFFIX);
    if (warehouse.findTable(side) != null) {
      try (KernelSession session = kernel.session()) {
        ImportRecords.open(warehouse, table, session);
      }
    }
  }

  private static List<Long> expirable(
      BaseTable table, Instant olderThan, Collection<Long> cursors) {
    List<Snapshot> newestFirst = new ArrayList<>();
    for (Snapshot s = table.currentSnapshot(); s != null; s = parent(table, s)) {
      newestFirst.add(s);
    }
    int last = 0;
    for (int i = 0; i < newestFirst.size(); i++) {
      if (cursors.contains(newestFirst.get(i).snapshotId())) {
        last = i;
      }
    }
    Set<Long> named = new HashSet<>();
    table.refs().values().stream().map(SnapshotRef::snapshotId).forEach(named::add);
    List<Long> result = new ArrayList<>();
    for (int i = 0; i < newestFirst.size(); i++) {
      Snapshot snapshot = newestFirst.get(i);
      boolean old = snapshot.timestampMillis() < olderThan.toEpochMilli();
      if (i > last && old && !named.contains(snapshot.snapshotId())) {
        result.add(snapshot.snapshotId());
      }
    }
    return result;
  }

  private static @Nullable Snapshot parent(BaseTable table, Snapshot snapshot) {
    Long parent = snapshot.parentId();
    return parent == null ? null : table.snapshot(parent);
  }

  private static Set<String> known(BaseTable table) {
    Set<String> known = new HashSet<>();
    TableMetadata metadata = table.operations().current();
    add(known, metadata.metadataFileLocation());
    metadata.previousFiles().forEach(entry -> add(known, entry.file()));
    metadata.statisticsFiles().forEach(file -> add(known, file.path()));
    metadata.partitionStatisticsFiles().forEach(file -> add(known, file.path()));
    for (Snapshot snapshot : metadata.snapshots()) {
      add(known, snapshot.manifestListLocation());
      for (ManifestFile manifest : snapshot.allManifests(table.io())) {
        if (known.add(LocalFileIO.plain(manifest.path()))) {
          addFiles(known, table, manifest);
        }
      }
    }
    return known;
  }

  private static void addFiles(Set<String> known, BaseTable table, ManifestFile manifest) {
    if (manifest.content() != ManifestContent.DATA) {
      try (ManifestReader<DeleteFile> reader =
          ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
        reader.forEach(file -> add(known, file.location()));
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try (ManifestReader<DataFile> reader =
        ManifestFiles.read(manifest, table.io(), table.specs())) {
      reader.forEach(file -> add(known, file.location()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(Set<String> known, @Nullable String location) {
    if (location != null) {
      known.add(LocalFileIO.plain(location));
    }
  }
}
