package io.featurefactory.lake;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A warehouse, a kernel and a session in a folder, for tests. */
final class LakeFixture implements AutoCloseable {
  final Path folder;
  final Warehouse warehouse;
  final Kernel kernel;
  final KernelSession session;

  LakeFixture(Path folder) {
    this(folder, "jdbc:sqlite:" + folder.resolve("catalog.db"));
  }

  LakeFixture(Path folder, String catalog) {
    this.folder = folder;
    this.warehouse =
        Warehouse.open(
            new WarehouseSettings(folder.resolve("warehouse").toString(), catalog, "test"),
            Clock.systemUTC());
    this.kernel = Kernel.open(new KernelSettings(1, 1 << 28, folder.resolve("spill")));
    this.session = kernel.session();
  }

  /** Rows of the table's newest snapshot. */
  List<List<Object>> rows(TableId id, String select, String rest) {
    LakeTable table = warehouse.loadTable(id);
    return session.query(
        "SELECT "
            + select
            + " FROM "
            + table.relation(table.files(table.currentSnapshot()))
            + " "
            + rest,
        ResultRow::values);
  }

  /** Files with one column {@code id}. */
  List<LakeFile> ids(LakeTable table, String values) {
    return session.write(
        "SELECT unnest([" + values + "])::BIGINT AS id", table.target(), WriteOptions.defaults());
  }

  @Override
  public void close() {
    session.close();
    kernel.close();
    warehouse.close();
  }
}
