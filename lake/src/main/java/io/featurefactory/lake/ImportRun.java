package io.featurefactory.lake;

import io.featurefactory.lake.ImportReport.FileReport;
import io.featurefactory.lake.ImportReport.Status;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One import into one table, under its lock. */
final class ImportRun {
  private final Warehouse warehouse;
  private final Kernel kernel;
  private final KernelSession session;
  private final TableId id;
  private final DeclaredColumns declared;
  private final ImportOptions options;
  private final Clock clock;
  private final FileFit fit;
  private final Map<Integer, FileReport> reports = new TreeMap<>();
  private final Map<Integer, List<String>> remarks = new HashMap<>();
  private SetValues set = SetValues.NONE;
  private int next;

  /** A file for which the table has all columns, and whose rows are to be staged. */
  private record Known(int index, ImportFile file) {}

  /** A file whose rows wait for the commit of their group. */
  private record Ready(int index, ImportFile file, Staged staged) {}

  ImportRun(
      Warehouse warehouse,
      Kernel kernel,
      KernelSession session,
      TableId id,
      DeclaredColumns declared,
      ImportOptions options,
      Clock clock) {
    this.warehouse = warehouse;
    this.kernel = kernel;
    this.session = session;
    this.id = id;
    this.declared = declared;
    this.fit = new FileFit(declared, options);
    this.options = options;
    this.clock = clock;
  }

  ImportReport all(List<List<ImportFile>> groups, ImportProgress progress) {
    warehouse.settings().requireOwn(id);
    ImportMeter meter = new ImportMeter(progress, groups.stream().mapToInt(List::size).sum());
    LakeTable before = warehouse.findTable(id);
    set = SetValues.of(options.set(), declared, before, session);
    for (List<ImportFile> group : groups) {
      group(group, meter);
    }
    LakeTable table = warehouse.findTable(id);
    if (before == null && table != null && table.currentSnapshot() == 0) {
      warehouse.dropTable(id);
    }
    return new ImportReport(id, List.copyOf(reports.values()));
  }

  private void group(List<ImportFile> files, ImportMeter meter) {
    LakeTable table = warehouse.findTable(id);
    ImportRecords records = table == null ? null : ImportRecords.open(warehouse, table, session);
    long known = table == null ? 0 : table.currentSnapshot();
    Instant landedAt = landing(records);
    Path folder = StagedFiles.newFolder(warehouse, id, session);
    List<Ready> ready = new ArrayList<>();
    try {
      ready.addAll(stage(accepted(files, records, meter), landedAt, folder, meter));
      if (!ready.isEmpty()) {
        ready.forEach(r -> r.file().checkUnchanged());
        rejected(ready, landedAt);
      }
    } catch (RuntimeException e) {
      StagedFiles.deleteFolder(folder);
      throw e;
    }
    if (!ready.isEmpty()) {
      commit(ready, landedAt, known, folder);
    }
  }

  /** The files that are new and fit the table, which then has all their columns. */
  private List<Known> accepted(
      List<ImportFile> files, @Nullable ImportRecords records, ImportMeter meter) {
    List<Known> accepted = new ArrayList<>();
    for (ImportFile file : files) {
      int index = next++;
      if (!known(index, file, records) && fits(index, file)) {
        accepted.add(new Known(index, file));
      } else {
        meter.at(index, file.path(), 1);
      }
    }
    return accepted;
  }

  private boolean known(int index, ImportFile file, @Nullable ImportRecords records) {
    ImportRecords.Entry entry = records == null ? null : records.find(file.sha256(), set);
    if (entry == null) {
      return false;
    }
    reports.put(
        index,
        new FileReport(
            file.path(),
            Status.ALREADY_IMPORTED,
            entry.rows(),
            entry.rejected(),
            null,
            entry.landedAt(),
            List.of()));
    return true;
  }

  private boolean fits(int index, ImportFile file) {
    try {
      Map<String, FileType> columns = FileReader.of(file, session, declared).columns();
      set.checkAgainst(file, columns.keySet());
      evolve(index, file, columns);
      return true;
    } catch (FactoryException e) {
      refuse(index, file, e);
      return false;
    }
  }

  /** Several files at once; those that are refused are missing. */
  private List<Ready> stage(List<Known> files, Instant landedAt, Path folder, ImportMeter meter) {
    if (files.isEmpty()) {
      return List.of();
    }
    LakeTable table = warehouse.loadTable(id);
    String eventTime = requiredTime(table);
    List<List<Ready>> staged =
        kernel.forEach(
            files,
            (own, known) -> {
              Path path = known.file().path();
              own.onProgress(fraction -> meter.at(known.index(), path, fraction));
              StageRequest request =
                  new StageRequest(
                      table.target().in(folder.resolve(Integer.toString(known.index())).toString()),
                      eventTime,
                      null,
                      declared.landedAt(),
                      landedAt,
                      set,
                      options.maxBadRows() + 1);
              List<Ready> ready = stage(own, known, request);
              meter.at(known.index(), path, 1);
              return ready;
            });
    return staged.stream().flatMap(List::stream).toList();
  }

  private List<Ready> stage(KernelSession own, Known known, StageRequest request) {
    ImportFile file = known.file();
    try {
      Staged staged = FileReader.of(file, own, declared).stage(request);
      check(file, staged);
      return List.of(new Ready(known.index(), file, staged));
    } catch (FactoryException e) {
      StagedFiles.deleteFolder(Path.of(request.target().folder()));
      refuse(known.index(), file, e);
      return List.of();
    }
  }

  /** A file with bad content is reported; every other failure ends the import. */
  private synchronized void refuse(int index, ImportFile file, FactoryException cause) {
    if (cause.kind() != FactoryException.Kind.DATA) {
      throw cause;
    }
    String reason = String.valueOf(cause.getMessage());
    reports.put(index, new FileReport(file.path(), Status.REFUSED, 0, 0, reason, null, List.of()));
  }

  private void check(ImportFile file, Staged staged) {
    if (staged.badCount() > options.maxBadRows()) {
      throw ImportErrors.tooManyBadRows(
          file.path(), staged.badCount(), options.maxBadRows(), staged.bad());
    }
    if (staged.badCount() > 0 && staged.rows() == 0) {
      throw ImportErrors.noGoodRow(file.path(), staged.badCount(), staged.bad());
    }
  }

  private @Nullable String requiredTime(LakeTable table) {
    String eventTime = declared.eventTime();
    return eventTime != null
            && table.findColumn(eventTime) != null
            && !set.types().containsKey(eventTime)
        ? eventTime
        : null;
  }

  /** The table with all columns that the sources declare, the file has, or that are set. */
  private LakeTable evolve(int index, ImportFile file, Map<String, FileType> found) {
    String eventTime = declared.eventTime();
    if (eventTime != null && !found.containsKey(eventTime) && !set.types().containsKey(eventTime)) {
      throw ImportErrors.missingColumn(
          file.path(), eventTime, declared.eventTimeSource(), found.keySet());
    }
    LakeTable table = warehouse.findTable(id);
    remarks.put(index, fit.check(file, found, table));
    List<ColumnSpec> columns = columns(found, table);
    if (table == null) {
      return warehouse.createTable(
          new TableSpec(
              id,
              columns,
              eventTime == null ? Partitioning.none() : Partitioning.day(eventTime),
              Map.of()));
    }
    return warehouse.addColumns(id, columns);
  }

  private List<ColumnSpec> columns(Map<String, FileType> found, @Nullable LakeTable table) {
    Map<String, DataType> known = new LinkedHashMap<>();
    found.forEach(
        (name, type) -> {
          DataType model = type.model();
          if (model != null) {
            known.put(name, model);
          }
        });
    Set<String> names = new LinkedHashSet<>(known.keySet());
    names.addAll(declared.names());
    names.add(declared.landedAt());
    List<ColumnSpec> columns = new ArrayList<>();
    for (String name : names) {
      LakeField stored = table == null ? null : table.findColumn(name);
      DataType union = KnownTypes.union(stored == null ? null : stored.type(), known.get(name));
      columns.add(ColumnSpec.nullable(name, declared.merge(name, union)));
    }
    return columns;
  }

  private void rejected(List<Ready> ready, Instant landedAt) {
    for (Ready one : ready) {
      if (one.staged().badCount() > 0) {
        RejectedRows.open(warehouse, warehouse.loadTable(id), session)
            .add(one.file(), set, one.staged().bad(), landedAt);
      }
    }
  }

  private void commit(List<Ready> ready, Instant landedAt, long known, Path folder) {
    LakeTable table = warehouse.loadTable(id);
    List<LakeFile> files = new ArrayList<>();
    List<ImportRecords.Entry> entries = new ArrayList<>();
    for (Ready one : ready) {
      files.addAll(one.staged().files());
      entries.add(ImportRecords.entry(one.file(), set, one.staged(), landedAt));
    }
    WriteTarget target = table.target().in(folder.resolve("ordered").toString());
    List<LakeFile> arranged = arrange(files, target, folder, table.target().folder());
    Commit commit = ImportRecords.describe(Commit.append(arranged), entries, landedAt);
    if (!(table.commitImport(commit, known) instanceof CommitOutcome.Done)) {
      throw ImportErrors.overtaken(id);
    }
    ImportRecords.open(warehouse, table, session);
    for (Ready one : ready) {
      reports.put(
          one.index(),
          new FileReport(
              one.file().path(),
              Status.IMPORTED,
              one.staged().rows(),
              one.staged().badCount(),
              null,
              landedAt,
              remarks.getOrDefault(one.index(), List.of())));
    }
  }

  private List<LakeFile> arrange(
      List<LakeFile> files, WriteTarget target, Path folder, String uploadTo) {
    try {
      List<LakeFile> arranged =
          new FileArranger(session, target, declared.eventTime()).arrange(files);
      if (!warehouse.settings().remote()) {
        return arranged;
      }
      List<LakeFile> uploaded = session.copies().upload(folder, arranged, uploadTo);
      StagedFiles.deleteFolder(folder);
      return uploaded;
    } catch (RuntimeException e) {
      StagedFiles.deleteFolder(folder);
      throw e;
    }
  }

  /** Now, but later than all imports before. */
  private Instant landing(@Nullable ImportRecords records) {
    Instant now = Boundaries.ofMicros(Boundaries.micros(clock.instant()));
    Instant last = records == null ? Instant.EPOCH : records.lastLanding();
    return now.isAfter(last) ? now : last.plusNanos(1_000);
  }
}
