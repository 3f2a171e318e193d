package io.featurefactory.lake;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file to be imported.
 *
 * @param sha256 of the content as it is on disk, in hexadecimal; the file's identity
 */
record ImportFile(Path path, InputFormat format, String sha256, long bytes, FileTime modifiedAt) {
  private static final int BUFFER = 1 << 20;

  static ImportFile of(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (Files.isDirectory(absolute)) {
      throw ImportErrors.folder(path);
    }
    InputFormat format = InputFormat.of(absolute);
    try {
      if (!Files.isRegularFile(absolute)) {
        throw ImportErrors.noSuchFile(path);
      }
      FileTime modifiedAt = Files.getLastModifiedTime(absolute);
      return new ImportFile(absolute, format, sha256(absolute), Files.size(absolute), modifiedAt);
    } catch (IOException e) {
      throw ImportErrors.unreadable(path, e);
    }
  }

  String name() {
    return path.toString();
  }

  /** The bytes, decompressed. */
  InputStream open() throws IOException {
    return WholeFile.open(path);
  }

  /** Fails if the file is not the one that was hashed. */
  void checkUnchanged() {
    try {
      if (Files.size(path) != bytes || !Files.getLastModifiedTime(path).equals(modifiedAt)) {
        throw ImportErrors.changedMeanwhile(path);
      }
    } catch (IOException e) {
      throw ImportErrors.unreadable(path, e);
    }
  }

  private static String sha256(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
