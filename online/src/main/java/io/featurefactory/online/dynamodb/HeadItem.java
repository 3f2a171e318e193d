package io.featurefactory.online.dynamodb;

import io.featurefactory.model.Generation;
import io.featurefactory.online.OnlineErrors;
import io.featurefactory.online.ViewHead;
import io.featurefactory.online.ViewHeadCodec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the table knows of a view beside its rows ({@code docs/spec/online-dynamodb.md}). */
record HeadItem(ViewHead head, RowSpaces spaces) {
  static final HeadItem NONE = new HeadItem(ViewHead.NONE, RowSpaces.NONE);
  private static final int VERSION = 2;

  /** The version that named the generations that were replaced while a run was open in them. */
  private static final int NAMED_INCOMPLETE = 1;

  /** The rows that are served; null if none are. */
  @Nullable RowSpace served() {
    Generation current = head.current();
    return current == null ? null : spaces.of(current.number());
  }

  /**
   * True if what is served, and the run that is open, are the same in both and were all the time
   * between; a generation may have been begun or dropped beside.
   */
  boolean servesAs(HeadItem other) {
    return head.moves() == other.head.moves()
        && Objects.equals(head.current(), other.head.current())
        && Objects.equals(head.begun(), other.head.begun())
        && Objects.equals(served(), other.served());
  }

  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      byte[] encoded = ViewHeadCodec.encode(head);
      out.writeInt(encoded.length);
      out.write(encoded);
      out.writeInt(spaces.copies());
      write(out, spaces.copying() == null ? List.of() : List.of(spaces.copying()));
      List<RowSpace> moved = new ArrayList<>();
      new TreeMap<>(spaces.moved()).forEach((g, copy) -> moved.add(new RowSpace(g, copy)));
      write(out, moved);
      write(out, spaces.unused().stream().map(RowSpaces.Unused::space).toList());
      for (RowSpaces.Unused unused : spaces.unused()) {
        out.writeLong(unused.since());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static HeadItem decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION && version != NAMED_INCOMPLETE) {
        throw OnlineErrors.damagedEntry("the progress of a view, of version " + version);
      }
      ViewHead head = ViewHeadCodec.decode(in.readNBytes(in.readInt()));
      int copies = in.readInt();
      List<RowSpace> copying = read(in);
      Map<Integer, Integer> moved = new TreeMap<>();
      read(in).forEach(space -> moved.put(space.generation(), space.copy()));
      if (version == NAMED_INCOMPLETE) {
        for (int left = in.readInt(); left > 0; left--) {
          head = head.withIncomplete(in.readInt());
        }
      }
      List<RowSpaces.Unused> unused = new ArrayList<>();
      for (RowSpace space : read(in)) {
        unused.add(new RowSpaces.Unused(space, 0));
      }
      for (int i = 0; i < unused.size(); i++) {
        unused.set(i, new RowSpaces.Unused(unused.get(i).space(), in.readLong()));
      }
      RowSpace copy = copying.isEmpty() ? null : copying.get(0);
      return new HeadItem(head, new RowSpaces(copies, copy, moved, unused));
    } catch (IOException e) {
      throw OnlineErrors.damagedEntry("the progress of a view");
    }
  }

  private static void write(DataOutputStream out, List<RowSpace> spaces) throws IOException {
    out.writeInt(spaces.size());
    for (RowSpace space : spaces) {
      out.writeInt(space.generation());
      out.writeInt(space.copy());
    }
  }

  private static List<RowSpace> read(DataInputStream in) throws IOException {
    List<RowSpace> spaces = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      spaces.add(new RowSpace(in.readInt(), in.readInt()));
    }
    return spaces;
  }
}
