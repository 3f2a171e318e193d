package io.featurefactory.lake;

import io.featurefactory.model.Source;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Brings files into a table of the lake, each content once.
 *
 * <p>Files are committed in groups; an import that is killed leaves whole groups, and goes on where
 * it was when it is repeated. Imports into one table wait for each other.
 */
public final class Importer {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  private static final int GROUP_FILES = 64;
  private static final long GROUP_BYTES = 1L << 30;

  private final Warehouse warehouse;
  private final Kernel kernel;
  private final Clock clock;

  public Importer(Warehouse warehouse, Kernel kernel, Clock clock) {
    this.warehouse = warehouse;
    this.kernel = kernel;
    this.clock = clock;
  }

  /**
   * Imports files.
   *
   * <p>A file that is refused, because of its content, does not keep the others from being
   * imported; the report says why. All other failures end the import.
   *
   * @param table name in the lake, which is made if it is not there
   * @param sources all that read this table: they say which types its columns have; may be empty
   * @param paths at least one file
   */
  public ImportReport importFiles(
      String table,
      List<Source> sources,
      List<Path> paths,
      ImportOptions options,
      ImportProgress progress) {
    if (!NAME.matcher(table).matches()) {
      throw ImportErrors.badTableName(table);
    }
    if (table.contains("__")) {
      throw ImportErrors.reservedName(table);
    }
    if (paths.isEmpty()) {
      throw ImportErrors.noFiles();
    }
    DeclaredColumns declared = new DeclaredColumns(table, sources);
    List<ImportFile> files = paths.parallelStream().map(ImportFile::of).toList();
    TableId id = TableId.lake(table);
    ImportLock lock = ImportLock.acquire(lockFolder(id));
    try (KernelSession session = kernel.session()) {
      ImportRun run = new ImportRun(warehouse, kernel, session, id, declared, options, clock);
      return run.all(groups(files), progress);
    } finally {
      lock.close();
    }
  }

  /** Of a remote warehouse it is on this machine, whose imports alone it holds apart. */
  private Path lockFolder(TableId id) {
    Path warehouseFolder =
        warehouse.settings().remote()
            ? Path.of(System.getProperty("java.io.tmpdir"))
                .resolve(
                    "ff-imports-" + Integer.toHexString(warehouse.settings().location().hashCode()))
            : LocalFileIO.toPath(warehouse.settings().location());
    return warehouseFolder.resolve(id.namespace()).resolve(id.name());
  }

  /** A content that occurs twice is in the first group only. */
  private static List<List<ImportFile>> groups(List<ImportFile> files) {
    List<List<ImportFile>> groups = new ArrayList<>();
    List<ImportFile> group = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    long bytes = 0;
    for (ImportFile file : files) {
      boolean full = group.size() == GROUP_FILES || bytes + file.bytes() > GROUP_BYTES;
      boolean again = !seen.add(file.sha256());
      if (!group.isEmpty() && (full || again)) {
        groups.add(group);
        group = new ArrayList<>();
        bytes = 0;
      }
      group.add(file);
      bytes += file.bytes();
    }
    groups.add(group);
    return groups;
  }
}
