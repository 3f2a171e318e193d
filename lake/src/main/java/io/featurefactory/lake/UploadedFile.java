package io.featurefactory.lake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of this machine in a folder of a remote warehouse, beside its tables, under a name that
 * follows from its bytes: what is there is the same file.
 */
public final class UploadedFile {
  private static final int BYTES_OF_HASH = 6;

  private final RemoteFiles files;
  private final Path file;
  private final String location;

  /**
   * A file, uploaded or not.
   *
   * @param folder its path in the warehouse
   */
  public UploadedFile(WarehouseSettings warehouse, String folder, Path file) {
    this.files = RemoteFiles.of(warehouse.storage());
    this.file = file;
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    this.location =
        "%s/%s/%s-%s%s"
            .formatted(
                warehouse.location(),
                folder,
                name.substring(0, dot),
                hash(file),
                name.substring(dot));
  }

  /** Where it is to be. */
  public String location() {
    return location;
  }

  /** True if it is there, which it is as a whole. */
  public boolean isThere() {
    return files.exists(location);
  }

  /** Puts it there. */
  public void upload() {
    files.upload(file, location);
  }

  private static String hash(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      new DigestInputStream(in, digest).transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digest.digest(), 0, BYTES_OF_HASH);
    } catch (IOException e) {
      throw LakeErrors.cannotRead(file, e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JVM has it
    }
  }
}
