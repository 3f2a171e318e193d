package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes large files of the small ones of a partition. The rows stay the same, and readers that
 * follow the table see nothing new.
 *
 * <p>A file is taken only with smaller ones that together are as large, so how often a row is
 * written again grows with the logarithm of its partition. Who appends at the same time is not
 * hindered; where two compact the same files, the second does nothing. For one thread.
 */
public final class Compaction {
  /** Files of this size stay as they are. */
  private static final long SMALL_BYTES = 128L << 20;

  private static final long FILE_BYTES = 256L << 20;
  private static final int MOST_FILES = 500;

  /** As in Iceberg's own rewrites. */
  private static final int FEW_FILES = 5;

  private final Kernel kernel;

  public Compaction(Kernel kernel) {
    this.kernel = kernel;
  }

  /**
   * What became of the files that were small.
   *
   * @param replaced how many were
   * @param written how many took their place
   */
  public record Report(int replaced, int written) {}

  /** What {@link #run} would do. */
  public Report plan(LakeTable table) {
    List<List<LakeFile>> portions = portions(table);
    return new Report(portions.stream().mapToInt(List::size).sum(), portions.size());
  }

  /**
   * Compacts the files that the table has now.
   *
   * @throws FactoryException if others changed the table into one that this cannot write
   */
  public Report run(LakeTable table) {
    int replaced = 0;
    int written = 0;
    for (List<LakeFile> some : portions(table)) {
      List<LakeFile> merged = merge(table, some);
      replaced += merged.isEmpty() ? 0 : some.size();
      written += merged.size();
    }
    return new Report(replaced, written);
  }

  private static List<List<LakeFile>> portions(LakeTable table) {
    Map<List<?>, List<LakeFile>> partitions = new LinkedHashMap<>();
    for (LakeFile file : table.files(table.currentSnapshot())) {
      if (file.bytes() < SMALL_BYTES) {
        partitions.computeIfAbsent(file.partition(), p -> new ArrayList<>()).add(file);
      }
    }
    List<List<LakeFile>> portions = new ArrayList<>();
    for (List<LakeFile> files : partitions.values()) {
      List<LakeFile> some = worthwhile(files);
      if (some.size() >= FEW_FILES) {
        portions.addAll(cut(inOrder(some, table)));
      }
    }
    return portions;
  }

  /** Without those that are larger than all smaller ones together. */
  private static List<LakeFile> worthwhile(List<LakeFile> files) {
    List<LakeFile> bySize = new ArrayList<>(files);
    bySize.sort(Comparator.comparingLong(LakeFile::bytes));
    long smaller = bySize.stream().mapToLong(LakeFile::bytes).sum();
    while (!bySize.isEmpty()) {
      long largest = bySize.get(bySize.size() - 1).bytes();
      smaller -= largest;
      if (largest <= smaller) {
        return bySize;
      }
      bySize.remove(bySize.size() - 1);
    }
    return bySize;
  }

  /** By the time of their events, so that each new file has a time of its own. */
  private static List<LakeFile> inOrder(List<LakeFile> files, LakeTable table) {
    LakeField column =
        table.partitioning() instanceof Partitioning.Day day
            ? table.findColumn(day.column())
            : null;
    if (column == null) {
      return files;
    }
    List<LakeFile> sorted = new ArrayList<>(files);
    sorted.sort(
        Comparator.comparing(
            file -> file.lower(column) instanceof Instant lower ? lower : Instant.MIN));
    return sorted;
  }

  private static List<List<LakeFile>> cut(List<LakeFile> files) {
    List<List<LakeFile>> portions = new ArrayList<>();
    List<LakeFile> portion = new ArrayList<>();
    long bytes = 0;
    for (LakeFile file : files) {
      if (bytes + file.bytes() > FILE_BYTES || portion.size() == MOST_FILES) {
        portions.add(portion);
        portion = new ArrayList<>();
        bytes = 0;
      }
      portion.add(file);
      bytes += file.bytes();
    }
    portions.add(portion);
    portions.removeIf(some -> some.size() < 2);
    return portions;
  }

  /** The new files; none if others were faster. */
  private List<LakeFile> merge(LakeTable table, List<LakeFile> some) {
    requireOurs(table);
    try (KernelSession session = kernel.session()) {
      List<LakeFile> merged =
          session.write("SELECT * FROM " + table.relation(some), table.target(), options(table));
      if (LakeFile.records(merged) != LakeFile.records(some)) {
        throw LakeErrors.compactionLost(
            table.id(), LakeFile.records(some), LakeFile.records(merged));
      }
      table.commit(Commit.replace(merged, some));
      return merged;
    } catch (FactoryException e) {
      if (areThere(table, some)) {
        throw e;
      }
      return List.of();
    }
  }

  private static WriteOptions options(LakeTable table) {
    return table.partitioning() instanceof Partitioning.Day day
        ? WriteOptions.orderedBy(day.column())
        : WriteOptions.defaults().withFileBytes(FILE_BYTES);
  }

  private static boolean areThere(LakeTable table, List<LakeFile> some) {
    Set<String> there = new HashSet<>();
    table.files(table.currentSnapshot()).forEach(file -> there.add(file.path()));
    return some.stream().allMatch(file -> there.contains(file.path()));
  }

  /** What others may have made of the table since it was made. */
  private static void requireOurs(LakeTable table) {
    if (table.iceberg().specs().size() > 1) {
      throw LakeErrors.otherPartitioning(table.id());
    }
    table.iceberg().schema().columns().stream()
        .filter(column -> !IcebergTypes.isExact(column))
        .findFirst()
        .ifPresent(
            column -> {
              throw LakeErrors.otherColumn(table.id(), column.name(), column.type().toString());
            });
  }
}
