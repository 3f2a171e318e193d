package io.featurefactory.online;

import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.StoredRow;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in temporary files, split into parts by the hash of their keys. Removed when closed. */
final class RowSpill implements AutoCloseable {
  /** Bits of the hash that choose a part. */
  private static final int BITS = 4;

  private static final int PARTS = 1 << BITS;
  private static final int BUFFER = 1 << 15;

  private final Path folder;
  private final int level;
  private final List<DataOutputStream> parts = new ArrayList<>();
  private final long[] bytes = new long[PARTS];
  private long rows;

  private RowSpill(Path folder, int level) {
    this.folder = folder;
    this.level = level;
  }

  static RowSpill create(Path scratch) throws IOException {
    return create(scratch, 0);
  }

  private static RowSpill create(Path scratch, int level) throws IOException {
    Files.createDirectories(scratch);
    RowSpill spill = new RowSpill(Files.createTempDirectory(scratch, "verify-"), level);
    for (int i = 0; i < PARTS; i++) {
      spill.parts.add(
          new DataOutputStream(
              new BufferedOutputStream(Files.newOutputStream(spill.file(i)), BUFFER)));
    }
    return spill;
  }

  /** A receiver of the rows of a part. */
  interface Sink {
    void accept(byte[] key, StoredRow row) throws IOException;
  }

  void add(byte[] key, StoredRow row) throws IOException {
    int part = (int) (KeyEncoding.hash(key) >>> (64 - BITS * (level + 1))) & (PARTS - 1);
    int length = row.bytes().length - row.offset();
    DataOutputStream out = parts.get(part);
    out.writeInt(key.length);
    out.write(key);
    out.writeLong(row.run());
    out.writeInt(length);
    out.write(row.bytes(), row.offset(), length);
    bytes[part] += key.length + length;
    rows++;
  }

  long rows() {
    return rows;
  }

  int parts() {
    return PARTS;
  }

  long bytes(int part) {
    return bytes[part];
  }

  /** False when all bits of the hash are used up. */
  boolean canSplit() {
    return BITS * (level + 2) <= 64;
  }

  /** The rows of a part, split further. */
  RowSpill split(int part) throws IOException {
    RowSpill finer = create(folder, level + 1);
    forEach(part, finer::add);
    return finer;
  }

  /** Hands over the rows of a part. Nothing may be added after that. */
  void forEach(int part, Sink sink) throws IOException {
    parts.get(part).close();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file(part)), BUFFER))) {
      byte[] key = readKey(in);
      while (key != null) {
        long run = in.readLong();
        sink.accept(key, StoredRow.of(run, in.readNBytes(in.readInt()), 0));
        key = readKey(in);
      }
    }
  }

  private static byte @Nullable [] readKey(DataInputStream in) throws IOException {
    try {
      return in.readNBytes(in.readInt());
    } catch (EOFException e) {
      return null;
    }
  }

  private Path file(int part) {
    return folder.resolve(Integer.toString(part));
  }

  @Override
  public void close() throws IOException {
    for (int i = 0; i < PARTS; i++) {
      try {
        parts.get(i).close();
      } finally {
        Files.deleteIfExists(file(i));
      }
    }
    Files.deleteIfExists(folder);
  }
}
