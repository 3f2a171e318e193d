package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.OtherTable;
import java.nio.file.Path;
import java.util.Collection;

/** Every way in which the lake says no. */
final class LakeErrors {
  private static final String NO_CREDENTIALS =
      "there are no AWS credentials here (looked for AWS_ACCESS_KEY_ID, the profile in ~/.aws, and the role of this machine)";

  private LakeErrors() {}

  static FactoryException cannotOpenCatalog(WarehouseSettings settings, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot open the catalog %s: %s. Check that the folder exists and may be written; nothing was"
                .formatted(settings.catalogPlace(), reason(cause))
            + " changed",
        cause);
  }

  static FactoryException catalogFailed(WarehouseSettings settings, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "The catalog %s does not do what it is asked: %s. %s; then run again"
            .formatted(
                settings.catalogPlace(),
                sentence(settings.catalog(), cause),
                whatToCheck(settings.catalog(), "catalog:")),
        cause);
  }

  static FactoryException otherCatalogFailed(OtherTable other, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "The catalog %s, which has %s, does not do what it is asked: %s. %s; then run again"
            .formatted(
                other.catalog().place(),
                other.name(),
                sentence(other.catalog(), cause),
                whatToCheck(other.catalog(), "catalogs:")),
        cause);
  }

  /** Without secrets, and without the point at its end. */
  private static String sentence(CatalogSettings catalog, Exception cause) {
    String reason = reason(cause);
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String deepest = reason(root);
    if (!reason.contains(deepest) && !(catalog instanceof CatalogSettings.Database)) {
      reason = reason.replaceFirst("[.]+$", "") + ": " + deepest;
    }
    return catalog.withoutSecrets(reason).replaceFirst("[.]+$", "");
  }

  private static String whatToCheck(CatalogSettings catalog, String key) {
    if (catalog instanceof CatalogSettings.Glue) {
      return "Check region and account in "
          + key
          + ", the AWS credentials of this machine, and their rights in Glue";
    }
    return (catalog instanceof CatalogSettings.Rest
            ? "Check that the service runs, and uri, warehouse, credential or token and rights in "
            : "Check that the server runs, and host, database, schema, user, password (%25 for a %)"
                + " and rights in ")
        + key;
  }

  static FactoryException otherCatalogMissing(OtherTable other) {
    return new FactoryException(
        Kind.USER,
        "There is no catalog %s, which should have %s. Check uri in catalogs: in factory.yaml"
            .formatted(other.catalog().place(), other.name()));
  }

  static FactoryException noOtherTable(OtherTable other, String suggestion) {
    return new FactoryException(
        Kind.USER,
        "The catalog %s has no Iceberg table %s%s. Check lake: in factory.yaml, which names it %s"
            .formatted(
                other.catalog().place(),
                String.join(".", other.namespace()) + "." + other.table(),
                suggestion,
                other.name()));
  }

  static FactoryException otherUnreadable(OtherTable other, String location) {
    return new FactoryException(
        Kind.USER,
        "%s is at %s (expected: a table in S3, or in a folder of this machine). Copy it to S3, or let"
                .formatted(other.name(), location)
            + " its owner write it there");
  }

  static FactoryException otherHasAddedFiles(OtherTable other) {
    return new FactoryException(
        Kind.DATA,
        "%s has files that it did not write (it has the property schema.name-mapping.default; expected:"
                .formatted(other.name())
            + " files with ids of fields). Rewrite them (Spark: CALL system.rewrite_data_files with"
            + " 'rewrite-all'='true') and remove the property; or declare the files in place, with files:"
            + " in the source");
  }

  static FactoryException otherHasNamesTwice(OtherTable other, String one, String two) {
    return new FactoryException(
        Kind.DATA,
        "%s has the columns %s and %s (expected: names that differ in more than their case). Rename one of them"
            .formatted(other.name(), one, two));
  }

  static FactoryException otherHasDefaults(OtherTable other, String column) {
    return new FactoryException(
        Kind.DATA,
        "Column %s of %s has a default for files without it (expected: none). Rewrite the files of the table, and let the column have none"
            .formatted(column, other.name()));
  }

  static FactoryException noSuchName(OtherTable other, Exception cause) {
    return new FactoryException(
        Kind.USER,
        "The catalog %s can have no table %s: %s. Check lake: and catalogs: in factory.yaml"
            .formatted(other.catalog().place(), other.name(), reason(cause)),
        cause);
  }

  static FactoryException tableGone(TableId table) {
    return new FactoryException(
        Kind.DATA,
        "Table %s is gone, of which rows were read before. Bring it back: restore the catalog, or its name under lake: in factory.yaml; or make a new version of the view"
            .formatted(table));
  }

  static FactoryException badSettings(WarehouseSettings settings, Exception cause) {
    return new FactoryException(
        Kind.USER,
        "The catalog %s cannot be opened: %s. Check catalog: in factory.yaml"
            .formatted(settings.catalogPlace(), reason(cause)),
        cause);
  }

  static FactoryException noHistory(WarehouseSettings settings, String found) {
    return new FactoryException(
        Kind.USER,
        "The catalog %s keeps no history of tables (%s; expected: a service that keeps the snapshots of a table, and which one follows which, since what was read and who may write is told by them). Choose another catalog: JDBC, AWS Glue, or a REST service over Iceberg's own metadata"
            .formatted(settings.catalogPlace(), found));
  }

  static FactoryException ofAnotherProject(WarehouseSettings settings, String found) {
    return new FactoryException(
        Kind.USER,
        "The catalog %s has a project %s with the warehouse %s (expected: %s). Two projects of one name cannot share a catalog: choose another project: in factory.yaml, or that warehouse"
            .formatted(settings.catalogPlace(), settings.project(), found, settings.location()));
  }

  static FactoryException ofOthers(TableId table, OtherTable other) {
    return new FactoryException(
        Kind.USER,
        "%s is the table %s, which others write and this project only reads. Write another table; or"
                .formatted(table, other.name())
            + " remove the name from lake: in factory.yaml");
  }

  static FactoryException catalogDamaged(WarehouseSettings settings, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The catalog %s is damaged or no SQLite database (%s). It was left as it is. Restore it from a"
                + " backup: it says which files in %s are the tables")
            .formatted(settings.catalogPlace(), reason(cause), settings.location()),
        cause);
  }

  static FactoryException catalogLocked(WarehouseSettings settings, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The catalog %s is locked: another process has been writing it for longer than the time to"
                + " wait. Nothing was changed. Try again, or end that process")
            .formatted(settings.catalogPlace()),
        cause);
  }

  static FactoryException catalogMissing(WarehouseSettings settings, String found) {
    return new FactoryException(
        Kind.EXTERNAL,
        ("The catalog %s is missing or empty, but the warehouse has tables (found %s; expected: the"
                + " catalog that names them). Nothing was changed. Restore the catalog from a backup; or"
                + " move the folder %s away to begin anew with ff import")
            .formatted(settings.catalogPlace(), found, settings.location()));
  }

  static FactoryException tablesElsewhere(WarehouseSettings settings, String found) {
    return new FactoryException(
        Kind.USER,
        ("The catalog %s names tables that are not in its warehouse (found %s; expected: files below %s). The"
                + " project was moved or copied, and tables know their files by absolute paths. Nothing was"
                + " changed. Work in the folder that it came from, or move it back; or begin anew here: remove"
                + " the copy of that folder (usually .factory), then ff import, ff apply and ff backfill")
            .formatted(settings.catalogPlace(), found, settings.location()));
  }

  static FactoryException diskFull(String what, Exception cause) {
    return new DiskFullException(
        "No space left on the disk: %s. Nothing is lost: make room, then run the same command again"
            .formatted(what),
        cause);
  }

  static FactoryException noTable(TableId table, Collection<TableId> others) {
    return new FactoryException(
        Kind.USER,
        "There is no table %s in the warehouse (expected: one of %s). Import events with ff import"
            .formatted(table, others.isEmpty() ? "none yet" : others));
  }

  static FactoryException columnTypeChanged(
      TableId table, String column, String stored, String wanted) {
    return new FactoryException(
        Kind.USER,
        "Column %s of table %s has the type %s (expected: %s). A stored column keeps its type:"
                .formatted(column, table, stored, wanted)
            + " declare another column, or import into another table");
  }

  static FactoryException snapshotGone(TableId table, long snapshot) {
    return new FactoryException(
        Kind.DATA,
        "Snapshot %d of table %s is gone (expired, or rolled back; or the table was made again, or another one"
                .formatted(snapshot, table)
            + " has its name). What was read up to it cannot be continued: make a new version of the view and"
            + " backfill it");
  }

  static FactoryException notAncestor(TableId table, long from, long to) {
    return new FactoryException(
        Kind.DATA,
        "Snapshot %d of table %s does not lead to snapshot %d (expired, or the table was rolled back or made"
                .formatted(from, table, to)
            + " again, or another one has its name). What was read up to it cannot be continued: make a new"
            + " version of the view and backfill it");
  }

  static FactoryException foreignChange(TableId table, SnapshotInfo snapshot) {
    return new FactoryException(
        Kind.DATA,
        "Table %s was changed by an operation '%s' in snapshot %d at %s (expected: rows are only"
                .formatted(table, snapshot.operation(), snapshot.id(), snapshot.committedAt())
            + " appended). Features computed from rows that are gone cannot be mended: make a new"
            + " version of the view and backfill it");
  }

  static FactoryException deleteFiles(TableId table, long snapshot) {
    return new FactoryException(
        Kind.DATA,
        "Table %s has row-level deletes in snapshot %d (expected: none). Rewrite the table without"
                .formatted(table, snapshot)
            + " delete files (Spark: CALL system.rewrite_data_files with"
            + " 'delete-file-threshold'='1')");
  }

  static FactoryException notParquet(TableId table, String path) {
    return new FactoryException(
        Kind.DATA, "File %s of table %s is not Parquet (expected: Parquet)".formatted(path, table));
  }

  static FactoryException removedFilesGone(TableId table, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot commit to table %s: files that were to be replaced are gone (%s). Another writer"
                .formatted(table, reason(cause))
            + " changed the table: run again",
        cause);
  }

  static FactoryException compactionLost(TableId table, long rows, long written) {
    return new FactoryException(
        Kind.INTERNAL,
        "Compacting table %s gave %d rows of %d; nothing was changed"
            .formatted(table, written, rows));
  }

  static FactoryException otherPartitioning(TableId table) {
    return new FactoryException(
        Kind.DATA,
        "Others changed how table %s is partitioned: its files are not compacted (expected: as it was made). Compact it with the engine that changed it"
            .formatted(table));
  }

  static FactoryException otherColumn(TableId table, String column, String type) {
    return new FactoryException(
        Kind.DATA,
        "Others gave table %s the column %s of the type %s: its files are not compacted, since that type is read as another (expected: types of a source's columns). Compact it with the engine that added the column"
            .formatted(table, column, type));
  }

  static FactoryException commitFailed(TableId table, Exception cause) {
    if (LakeFailures.isDiskFull(cause)) {
      return diskFull("cannot commit to table " + table + " (" + reason(cause) + ")", cause);
    }
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot commit to table %s: %s. Nothing was changed: run again"
            .formatted(table, reason(cause)),
        cause);
  }

  static FactoryException commitUnknown(TableId table, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "It is not known whether the commit to table %s succeeded: %s. Nothing was cleaned up. Check"
                .formatted(table, reason(cause))
            + " that the catalog can be reached, then run again: it finds out and goes on from"
            + " there",
        cause);
  }

  static FactoryException fileMissing(String what, String found, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot read %s: a file is missing (%s; expected: all files of the snapshot, as long as it is kept)."
                .formatted(what, found)
            + " Restore it from a backup, then run again: nothing else is lost",
        cause);
  }

  static FactoryException fileDamaged(String what, String found, Exception cause) {
    return new FactoryException(Kind.EXTERNAL, damaged(what, found), cause);
  }

  static FactoryException fileDamaged(String what, String found) {
    return new FactoryException(Kind.EXTERNAL, damaged(what, found));
  }

  private static String damaged(String what, String found) {
    return ("Cannot read %s: a file is damaged (%s; expected: the file as ff wrote it). Restore it from"
            + " a backup, then run again: nothing else is lost")
        .formatted(what, found);
  }

  static FactoryException denied(String what, String found, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot read or write %s: %s. Nothing was changed. Give this user the right to, or run the command as one who has it"
            .formatted(what, found),
        cause);
  }

  static FactoryException cannotRead(Path path, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL, "Cannot read %s: %s".formatted(path, reason(cause)), cause);
  }

  static FactoryException cannotWrite(Path path, Exception cause) {
    if (LakeFailures.isDiskFull(cause)) {
      return diskFull("cannot write " + path, cause);
    }
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot write %s: %s. Check the folder's permissions".formatted(path, reason(cause)),
        cause);
  }

  static FactoryException storeFailed(String location, Exception cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot reach %s: %s. Nothing was committed. Check s3: in factory.yaml, the credentials and the network, then run again"
            .formatted(location, reason(cause)),
        cause);
  }

  static FactoryException interrupted() {
    return new FactoryException(Kind.EXTERNAL, "Interrupted; nothing was committed. Run again");
  }

  static String reason(Throwable cause) {
    String message = cause.getMessage();
    if (message != null && message.contains("Unable to load credentials")) {
      return NO_CREDENTIALS;
    }
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : message.strip();
  }
}
