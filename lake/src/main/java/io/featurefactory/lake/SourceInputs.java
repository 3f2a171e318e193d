package io.featurefactory.lake;

import io.featurefactory.model.Source;
import java.nio.file.Path;

/**
 * Opens the inputs of a project's sources.
 *
 * @param kernel finds and reads files in place
 * @param project folder to which the patterns of files in place are relative
 * @param prefix of the names of the tables that list files in place; empty but for trials, which
 *     leave nothing behind
 */
public record SourceInputs(Warehouse warehouse, Kernel kernel, Path project, String prefix) {
  public SourceInputs {
    project = project.toAbsolutePath().normalize();
  }

  /** Those of a project. */
  public static SourceInputs of(Warehouse warehouse, Kernel kernel, Path project) {
    return new SourceInputs(warehouse, kernel, project, "");
  }

  /** The same sources, seen as if for the first time. */
  public SourceInputs afresh(String newPrefix) {
    return new SourceInputs(warehouse, kernel, project, newPrefix);
  }

  /** Opens the input of a source; of a lake table also before it is there. */
  public SourceInput open(Source source) {
    if (source.location() instanceof Source.LakeTable table) {
      return new TableInput(source, warehouse.findTable(TableId.lake(table.table())));
    }
    return FilesInput.open(this, source);
  }

  /** The table that lists the files in place of a source. */
  public TableId listOf(Source source) {
    return FilesInput.listOf(this, source);
  }
}
