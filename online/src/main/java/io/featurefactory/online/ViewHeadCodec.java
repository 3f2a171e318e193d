package io.featurefactory.online;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Generation;
import io.featurefactory.model.OnlineProgress.Begun;
import io.featurefactory.model.Published;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bytes of a {@link ViewHead}, version 1 ({@code docs/spec/online-store.md}). */
public final class ViewHeadCodec {
  private static final int VERSION = 1;

  private ViewHeadCodec() {}

  /** The bytes of a head. */
  public static byte[] encode(ViewHead head) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(head.lastGeneration());
      out.writeLong(head.moves());
      writeGenerations(out, head.current() == null ? List.of() : List.of(head.current()));
      Begun begun = head.begun();
      out.writeByte(begun == null ? 0 : 1);
      if (begun != null) {
        out.writeLong(begun.run());
        writeTime(out, begun.started());
      }
      writeGenerations(out, head.spare());
      ViewHead.Building building = head.building();
      out.writeByte(building == null ? 0 : 1);
      if (building != null) {
        out.writeInt(building.number());
        writeText(out, building.origin());
        out.writeLong(building.moves());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The head of bytes.
   *
   * @throws io.featurefactory.model.FactoryException if they are damaged
   */
  public static ViewHead decode(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw OnlineErrors.damagedEntry("the progress of a view, of version " + version);
      }
      int lastGeneration = in.readInt();
      long moves = in.readLong();
      List<Generation> current = readGenerations(in);
      Begun begun = in.readByte() == 0 ? null : new Begun(in.readLong(), readTime(in));
      List<Generation> spare = readGenerations(in);
      return new ViewHead(
          lastGeneration,
          moves,
          current.isEmpty() ? null : current.get(0),
          begun,
          spare,
          readBuilding(in));
    } catch (IOException e) {
      throw OnlineErrors.damagedEntry("the progress of a view");
    }
  }

  private static ViewHead.@Nullable Building readBuilding(DataInputStream in) throws IOException {
    return in.readByte() == 0
        ? null
        : new ViewHead.Building(in.readInt(), readText(in), in.readLong());
  }

  private static void writeGenerations(DataOutputStream out, List<Generation> generations)
      throws IOException {
    out.writeInt(generations.size());
    for (Generation generation : generations) {
      out.writeInt(generation.number());
      writeText(out, generation.origin());
      Published published = generation.published();
      out.writeLong(published.run());
      writeTime(out, published.watermark());
      writeTime(out, published.started());
      writeTime(out, published.finished());
    }
  }

  private static List<Generation> readGenerations(DataInputStream in) throws IOException {
    int size = in.readInt();
    List<Generation> generations = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      generations.add(
          new Generation(
              in.readInt(),
              readText(in),
              new Published(in.readLong(), readTime(in), readTime(in), readTime(in))));
    }
    return generations;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  private static void writeTime(DataOutputStream out, Instant time) throws IOException {
    out.writeLong(Boundaries.micros(time));
  }

  private static Instant readTime(DataInputStream in) throws IOException {
    return Boundaries.ofMicros(in.readLong());
  }
}
