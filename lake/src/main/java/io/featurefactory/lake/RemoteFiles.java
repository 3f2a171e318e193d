package io.featurefactory.lake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files of an object store, by Iceberg's FileIO. One for all that reach it the same way, as long as
 * the process lives. Safe for several threads.
 */
final class RemoteFiles {
  /** The implementation that reads and writes them. */
  static final String S3 = "org.apache.iceberg.aws.s3.S3FileIO";

  private static final String CLIENTS = "org.apache.iceberg.aws.s3.DefaultS3FileIOAwsClientFactory";

  /** Bytes asked at once, and held in memory by each thread that does. */
  private static final int MOST_OF_A_REQUEST = 8 << 20;

  private static final Map<StorageSettings, RemoteFiles> OPEN = new ConcurrentHashMap<>();

  private final FileIO io;

  private RemoteFiles(FileIO io) {
    this.io = io;
  }

  /** True for a location that is not on this machine. */
  static boolean isRemote(String location) {
    return location.contains("://") && !location.startsWith("file:");
  }

  static RemoteFiles of(StorageSettings settings) {
    return OPEN.computeIfAbsent(settings, RemoteFiles::open);
  }

  private static RemoteFiles open(StorageSettings settings) {
    return new RemoteFiles(CatalogUtil.loadFileIO(S3, properties(settings), null));
  }

  /** What {@link #S3} is told, also where a catalog makes it. */
  static Map<String, String> properties(StorageSettings settings) {
    Map<String, String> properties = new HashMap<>();
    properties.put("http-client.type", "urlconnection");
    // the usual one asks for the clients of all that Iceberg does in AWS
    properties.put("s3.client-factory-impl", CLIENTS);
    properties.putAll(settings.properties());
    if (properties.containsKey("s3.endpoint")) {
      onlyNeededChecksums();
    }
    return properties;
  }

  /**
   * Checksums at the end of a body are AWS's own, and not all that speaks its protocol knows them;
   * the SDK takes this from the process only. Who says otherwise there is right.
   */
  private static void onlyNeededChecksums() {
    for (String name : List.of("requestChecksumCalculation", "responseChecksumValidation")) {
      System.getProperties().putIfAbsent("aws." + name, "when_required");
    }
  }

  /** For Iceberg; who gets it does not close it. */
  FileIO io() {
    return io;
  }

  /** Copies a file to this machine. */
  void download(String location, Path to) {
    try (InputStream in = io.newInputFile(location).newStream()) {
      Files.copy(in, to);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(to, e);
    } catch (RuntimeException e) {
      throw LakeFailures.of(location, e);
    }
  }

  /** True if there is such a file. */
  boolean exists(String location) {
    try {
      return io.newInputFile(location).exists();
    } catch (RuntimeException e) {
      throw LakeFailures.of(location, e);
    }
  }

  /** How many bytes a file has. */
  long length(String location) {
    try {
      return io.newInputFile(location).getLength();
    } catch (RuntimeException e) {
      throw LakeFailures.of(location, e);
    }
  }

  /**
   * Copies bytes of a file to the same place in another one.
   *
   * @param from offset of the first one
   * @param to offset behind the last one
   */
  void download(String location, long from, long to, FileChannel target) {
    try (SeekableInputStream in = io.newInputFile(location).newStream()) {
      for (long at = from; at < to; ) {
        byte[] bytes = new byte[(int) Math.min(MOST_OF_A_REQUEST, to - at)];
        ((RangeReadable) in).readFully(at, bytes);
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          at += target.write(left, at);
        }
      }
    } catch (IOException e) {
      throw LakeErrors.storeFailed(location, e);
    } catch (RuntimeException e) {
      throw LakeFailures.of(location, e);
    }
  }

  /** Copies a file from this machine; when this returns it is there as a whole. */
  void upload(Path from, String location) {
    try (OutputStream out = io.newOutputFile(location).createOrOverwrite()) {
      Files.copy(from, out);
    } catch (IOException e) {
      throw LakeErrors.storeFailed(location, e);
    } catch (RuntimeException e) {
      throw LakeFailures.of(location, e);
    }
  }

  /** Removes a file if it is there. */
  void delete(String location) {
    try {
      io.deleteFile(location);
    } catch (NotFoundException e) {
      return;
    } catch (RuntimeException e) {
      throw LakeFailures.of(location, e);
    }
  }

  /** Removes the files whose locations begin with a folder's, many with each request. */
  void deleteInside(String folder) {
    try {
      ((SupportsPrefixOperations) io).deletePrefix(folder + "/");
    } catch (RuntimeException e) {
      throw LakeFailures.of(folder, e);
    }
  }

  /** The files whose locations begin with a folder's. */
  List<FileInfo> inside(String folder) {
    List<FileInfo> found = new ArrayList<>();
    try {
      ((SupportsPrefixOperations) io).listPrefix(folder + "/").forEach(found::add);
    } catch (RuntimeException e) {
      throw LakeFailures.of(folder, e);
    }
    return found;
  }
}
