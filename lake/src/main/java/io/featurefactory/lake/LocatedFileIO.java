package io.featurefactory.lake;

import java.util.Map;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * Iceberg's files wherever they are: of this machine, or of the object store that the settings say
 * how to reach. Closing it closes nothing, since the clients of a store are everybody's.
 */
record LocatedFileIO(StorageSettings storage) implements FileIO {
  private FileIO of(String location) {
    return RemoteFiles.isRemote(location) ? RemoteFiles.of(storage).io() : new LocalFileIO();
  }

  @Override
  public InputFile newInputFile(String path) {
    return of(path).newInputFile(path);
  }

  @Override
  public InputFile newInputFile(String path, long length) {
    return of(path).newInputFile(path, length);
  }

  @Override
  public OutputFile newOutputFile(String path) {
    return of(path).newOutputFile(path);
  }

  @Override
  public void deleteFile(String path) {
    of(path).deleteFile(path);
  }

  @Override
  public Map<String, String> properties() {
    return storage.properties();
  }
}
