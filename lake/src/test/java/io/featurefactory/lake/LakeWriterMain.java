package io.featurefactory.lake;

import io.featurefactory.model.DataType.Primitive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.iceberg.util.ThreadPools;

/** A process of its own that commits or imports, for tests that race and kill. */
final class LakeWriterMain {
  static final TableId TABLE = TableId.lake("numbers");
  static final TableSpec SPEC =
      new TableSpec(TABLE, List.of(ColumnSpec.nullable("id", Primitive.BIGINT)));

  private LakeWriterMain() {}

  /**
   * {@code commit FOLDER SCOPE FROM TO}, {@code import FOLDER FILES}, or {@code commit-at-end
   * FOLDER COUNT}.
   */
  public static void main(String[] args) {
    if (args[0].equals("commit-at-end")) {
      commitAtEnd(new LakeFixture(Path.of(args[1])), Integer.parseInt(args[2]));
      return;
    }
    try (LakeFixture lake = new LakeFixture(Path.of(args[1]))) {
      if (args[0].equals("commit")) {
        commit(lake, args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
      } else {
        importFiles(lake, Integer.parseInt(args[2]));
      }
    }
  }

  private static void commit(LakeFixture lake, String scope, int from, int to) {
    LakeTable table = lake.warehouse.createTable(SPEC);
    for (int id = from; id < to; id++) {
      Fence fence = new Fence(scope, 1, Integer.toString(id));
      table.commit(Commit.append(lake.ids(table, Integer.toString(id))).fenced(fence));
    }
  }

  /** When the process is told to end, and the threads of Iceberg are gone. */
  private static void commitAtEnd(LakeFixture lake, int count) {
    LakeTable table = lake.warehouse.createTable(SPEC);
    List<Commit> commits =
        IntStream.range(0, count)
            .mapToObj(id -> Commit.append(lake.ids(table, Integer.toString(id))))
            .toList();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  awaitEnd(ThreadPools.getWorkerPool());
                  commits.forEach(table::commit);
                  System.out.println("committed " + count);
                }));
  }

  private static void awaitEnd(ExecutorService threads) {
    try {
      while (!threads.awaitTermination(1, TimeUnit.MINUTES)) {
        Thread.onSpinWait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void importFiles(LakeFixture lake, int files) {
    List<Path> paths =
        IntStream.range(0, files).mapToObj(i -> lake.folder.resolve("in-" + i + ".csv")).toList();
    for (int i = 0; i < files; i += 3) {
      new Importer(lake.warehouse, lake.kernel, lake.warehouse.clock())
          .importFiles(
              TABLE.name(),
              List.of(),
              paths.subList(i, Math.min(files, i + 3)),
              ImportOptions.defaults(),
              ImportProgress.NONE);
    }
  }

  static Process start(Path log, Object... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            LakeWriterMain.class.getName()));
    for (Object arg : args) {
      command.add(arg.toString());
    }
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }
}
