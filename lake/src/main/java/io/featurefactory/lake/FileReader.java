package io.featurefactory.lake;

import java.util.Map;

/** Reads a file of one format; for one thread, with the session it was made with. */
interface FileReader {
  /** The reader of a file; an error if the file is not complete. */
  static FileReader of(ImportFile file, KernelSession session, DeclaredColumns declared) {
    WholeFile.require(file.path());
    return switch (file.format()) {
      case CSV -> new CsvReader(file, session, declared);
      case JSON -> new JsonReader(file, session, declared);
      case PARQUET -> new ParquetFileReader(file, session);
    };
  }

  /** The columns of the file, in its order; types are found out where the sources declare none. */
  Map<String, FileType> columns();

  /** Writes the good rows as files of the table and tells of the bad ones. */
  Staged stage(StageRequest request);
}
