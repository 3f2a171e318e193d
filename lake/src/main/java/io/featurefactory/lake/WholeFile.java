package io.featurefactory.lake;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Whether a file that a user names is all there, as far as its format can tell.
 *
 * <p>The kernel takes what it finds of a compressed file that was cut off: rows would be lost
 * without a word. And none of its words say so of a Parquet file.
 */
public final class WholeFile {
  private static final String MARK = "PAR1";
  private static final int BUFFER = 1 << 20;

  private WholeFile() {}

  /** Fails, with the file's name, if it is not. */
  public static void require(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    try {
      if (name.endsWith(".parquet")) {
        requireMarks(file);
      } else if (name.endsWith(".gz")) {
        inflate(file);
      }
    } catch (IOException e) {
      throw ImportErrors.unreadable(file, e);
    }
  }

  private static void requireMarks(Path file) throws IOException {
    byte[] mark = MARK.getBytes(StandardCharsets.US_ASCII);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      boolean whole = channel.size() >= 3L * mark.length;
      for (long position : new long[] {0, channel.size() - mark.length}) {
        ByteBuffer found = ByteBuffer.allocate(mark.length);
        channel.position(Math.max(0, position));
        while (found.hasRemaining() && channel.read(found) >= 0) {}
        whole &= Arrays.equals(found.array(), mark);
      }
      if (!whole) {
        throw ImportErrors.notParquet(file);
      }
    }
  }

  /** The end of a compressed file holds its length and a checksum. */
  private static void inflate(Path file) throws IOException {
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = open(file)) {
      while (in.read(buffer) >= 0) {}
    } catch (EOFException | ZipException e) {
      throw ImportErrors.notGzip(file, e);
    }
  }

  /** The bytes of a file; decompressed if its name ends with {@code .gz}. */
  static InputStream open(Path file) throws IOException {
    InputStream stream = Files.newInputStream(file);
    try {
      boolean zipped = file.toString().toLowerCase(Locale.ROOT).endsWith(".gz");
      return new BufferedInputStream(zipped ? new GZIPInputStream(stream, BUFFER) : stream, BUFFER);
    } catch (IOException e) {
      stream.close();
      throw e;
    }
  }
}
