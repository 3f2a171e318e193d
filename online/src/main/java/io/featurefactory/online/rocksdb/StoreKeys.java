package io.featurefactory.online.rocksdb;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.OnlineErrors;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The keys of a project in RocksDB. Names are preceded by their length and numbers have a fixed
 * one, so that no key of a project, view, version or generation is the start of a key of another.
 */
final class StoreKeys {
  private static final byte HEAD = 'h';
  private static final byte ROW = 'r';
  private static final byte TOMBSTONE = 't';

  private final byte[] project;

  StoreKeys(String project) {
    this.project = project.getBytes(StandardCharsets.UTF_8);
    if (this.project.length > Short.MAX_VALUE) {
      throw new IllegalArgumentException("project: a name of %d bytes".formatted(project.length()));
    }
  }

  /** The start of the heads of all views. */
  byte[] heads() {
    return start(HEAD, 0).array();
  }

  byte[] head(ViewId view) {
    return ofView(HEAD, view, 0).array();
  }

  /** The view of a head's key. */
  ViewId view(byte[] headKey) {
    try {
      ByteBuffer key = ByteBuffer.wrap(headKey).position(heads().length);
      byte[] name = new byte[key.getShort()];
      key.get(name);
      return new ViewId(new String(name, StandardCharsets.UTF_8), key.getInt());
    } catch (BufferUnderflowException | NegativeArraySizeException e) {
      throw OnlineErrors.damagedEntry("the name of a view");
    }
  }

  /** The start of all rows of a view, of all its generations. */
  byte[] rows(ViewId view) {
    return ofView(ROW, view, 0).array();
  }

  /** The start of the rows of a generation. */
  byte[] rows(ViewId view, int generation) {
    return ofView(ROW, view, 4).putInt(generation).array();
  }

  byte[] row(ViewId view, int generation, byte[] key) {
    return ofView(ROW, view, 4 + key.length).putInt(generation).put(key).array();
  }

  /** The start of all tombstones of a view. */
  byte[] tombstones(ViewId view) {
    return ofView(TOMBSTONE, view, 0).array();
  }

  byte[] tombstone(ViewId view, int generation, byte[] key) {
    return ofView(TOMBSTONE, view, 4 + key.length).putInt(generation).put(key).array();
  }

  /** The first key after all that start with the prefix. */
  static byte[] end(byte[] prefix) {
    byte[] end = prefix.clone();
    int last = end.length - 1;
    while (end[last] == (byte) 0xff) {
      last--;
    }
    end[last]++;
    return Arrays.copyOf(end, last + 1);
  }

  private ByteBuffer ofView(byte kind, ViewId view, int more) {
    byte[] name = view.name().getBytes(StandardCharsets.UTF_8);
    ByteBuffer key = start(kind, 2 + name.length + 4 + more);
    return key.putShort((short) name.length).put(name).putInt(view.version());
  }

  private ByteBuffer start(byte kind, int more) {
    ByteBuffer key = ByteBuffer.allocate(1 + 2 + project.length + more);
    return key.put(kind).putShort((short) project.length).put(project);
  }
}
