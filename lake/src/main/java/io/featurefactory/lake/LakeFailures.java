package io.featurefactory.lake;

import io.featurefactory.model.CatalogSettings;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.OtherTable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.exceptions.RESTException;
import org.jspecify.annotations.Nullable;

/** What failures inside of Iceberg mean to the user: they come as whatever its layers throw. */
final class LakeFailures {
  /** Primary result codes of SQLite ({@code https://sqlite.org/rescode.html}). */
  private static final int BUSY = 5;

  private static final int LOCKED = 6;
  private static final int CORRUPT = 11;
  private static final int FULL = 13;
  private static final int NOT_A_DATABASE = 26;

  /** An extended code, which the driver tells by name: shared memory could not grow. */
  private static final String SHARED_MEMORY_SIZE = "SQLITE_IOERR_SHMSIZE";

  private LakeFailures() {}

  /** Does something with the files of a table. */
  static <T> T reading(String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      throw of(what, e);
    }
  }

  /** True if a table or a column could not be made because it has just been made. */
  static boolean isMadeByAnother(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage());
      if (message.contains("duplicate column name")
          || message.contains("already exists")
          || message.contains("duplicate key value")) {
        return true;
      }
    }
    return false;
  }

  /** As {@link #reading}, with the catalog's database. */
  static <T> T inCatalog(WarehouseSettings settings, String what, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      FactoryException catalog = ofCatalog(settings, e);
      throw catalog == null ? of(what, e) : catalog;
    }
  }

  /** As {@link #reading}, of a table of others and of their catalog. */
  static <T> T inOther(OtherTable other, Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException e) {
      boolean catalog = find(e, SQLException.class) != null || isOfService(other.catalog(), e);
      throw catalog ? LakeErrors.otherCatalogFailed(other, e) : of(other.name(), e);
    }
  }

  /** What a failure with the files of a table means; the failure itself if that is not known. */
  static RuntimeException of(String what, RuntimeException e) {
    if (e instanceof FactoryException) {
      return e;
    }
    if (isDiskFull(e)) {
      return LakeErrors.diskFull(what + " (" + LakeErrors.reason(e) + ")", e);
    }
    DamagedFileException damaged = find(e, DamagedFileException.class);
    if (damaged != null) {
      return LakeErrors.fileDamaged(what, LakeErrors.reason(damaged), damaged);
    }
    if (find(e, NotFoundException.class) != null
        || find(e, NoSuchFileException.class) != null
        || find(e, FileNotFoundException.class) != null) {
      return LakeErrors.fileMissing(what, LakeErrors.reason(e), e);
    }
    if (isDenied(e)) {
      return LakeErrors.denied(what, LakeErrors.reason(e), e);
    }
    if (isOfStore(e)) {
      return LakeErrors.storeFailed(what, e);
    }
    if (find(e, IOException.class) != null
        || find(e, UncheckedIOException.class) != null
        || e.getClass().getName().startsWith("org.apache.avro.")) {
      return LakeErrors.fileDamaged(what, LakeErrors.reason(e), e);
    }
    return e;
  }

  /** What it means that a commit was refused, after which the table is as before. */
  static FactoryException ofCommit(TableId table, WarehouseSettings settings, RuntimeException e) {
    FactoryException catalog = ofCatalog(settings, e);
    return catalog == null ? LakeErrors.commitFailed(table, e) : catalog;
  }

  /** True if a service was asked for a change, and nobody knows what it did. */
  static boolean isUnanswered(RuntimeException e) {
    return find(e, RESTException.class) != null && find(e, IOException.class) != null;
  }

  /** What a failure of the catalog means; null if it is none. */
  static @Nullable FactoryException ofCatalog(WarehouseSettings settings, RuntimeException e) {
    if (!(settings.catalog() instanceof CatalogSettings.Database database)) {
      RESTException rest = find(e, RESTException.class);
      return isOfService(settings.catalog(), e)
          ? LakeErrors.catalogFailed(settings, rest == null ? e : rest)
          : null;
    }
    SQLException sql = find(e, SQLException.class);
    if (sql == null) {
      return null;
    }
    if (database.url().isOnServer()) {
      return LakeErrors.catalogFailed(settings, sql);
    }
    return switch (sql.getErrorCode() & 0xff) {
      case BUSY, LOCKED -> LakeErrors.catalogLocked(settings, sql);
      case CORRUPT, NOT_A_DATABASE -> LakeErrors.catalogDamaged(settings, sql);
      default ->
          isDiskFull(sql)
              ? LakeErrors.diskFull("the catalog " + settings.catalogPlace(), sql)
              : LakeErrors.cannotOpenCatalog(settings, sql);
    };
  }

  /** True if the cause is a disk without room. */
  static boolean isDiskFull(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      String message = String.valueOf(t.getMessage());
      boolean database =
          t instanceof SQLException sql
              && ((sql.getErrorCode() & 0xff) == FULL || message.contains(SHARED_MEMORY_SIZE));
      if (database || message.contains("No space left on device")) {
        return true;
      }
    }
    return false;
  }

  /** True if the cause is that this process may not read or write there. */
  private static boolean isDenied(Throwable e) {
    return find(e, AccessDeniedException.class) != null
        || LakeErrors.reason(e).contains("Read-only file system");
  }

  /** True if the client of an object store says so. */
  private static boolean isOfStore(Throwable e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t.getClass().getName().startsWith("software.amazon.awssdk.")) {
        return true;
      }
    }
    return false;
  }

  /** True if a catalog that is a service says so; of a database, whatever AWS says is of S3. */
  private static boolean isOfService(CatalogSettings catalog, Throwable e) {
    return find(e, RESTException.class) != null
        || (catalog instanceof CatalogSettings.Glue && isOfGlue(e));
  }

  /** True if AWS Glue says so, or its client; what S3 says is about files. */
  private static boolean isOfGlue(Throwable e) {
    boolean aws = false;
    for (Throwable t = e; t != null; t = t.getCause()) {
      String name = t.getClass().getName();
      if (name.startsWith("software.amazon.awssdk.services.s3.")) {
        return false;
      }
      aws |= name.startsWith("software.amazon.awssdk.");
    }
    return aws;
  }

  private static <T extends Throwable> @Nullable T find(Throwable e, Class<T> type) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (type.isInstance(t)) {
        return type.cast(t);
      }
    }
    return null;
  }
}
