package io.featurefactory.lake;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records of a stream that wait for their commit, in a file of this machine.
 *
 * <p>A line for each record, its columns divided by a character that no text of JSON has: number of
 * the topic, partition, offset, milliseconds, key, value. What cannot be such a line is put aside.
 * For one thread at a time. Closing it removes the file.
 */
public final class StreamBatch implements AutoCloseable {
  /** Larger records are no events. */
  public static final int MOST_BYTES = 1 << 20;

  /** The reason of a record that has none; producers send such on purpose. */
  static final String NO_VALUE = "no value";

  static final char SEPARATOR = '\u0001';

  private static final int BUFFER = 1 << 20;
  private static final int SHOWN_CHARACTERS = 1_000;
  private static final int MOST_ASIDE = 20_000;
  private static final long YEAR_10000 = 253_402_300_800_000L;

  private final Path file;
  private final OutputStream out;
  private final Map<String, Integer> topics = new LinkedHashMap<>();
  private final Map<String, Long> recordsOfTopics = new HashMap<>();
  private final Map<StreamPartition, StreamRange> ranges = new TreeMap<>();
  private final List<DeadLetter> aside = new ArrayList<>();
  private long bytes;
  private long lines;
  private boolean open = true;

  /** A record that is no event. */
  record DeadLetter(
      StreamPartition partition,
      long offset,
      @Nullable Instant timestamp,
      String reason,
      @Nullable String raw) {}

  private StreamBatch(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  /**
   * Begins one.
   *
   * @param file which is not there yet
   */
  public static StreamBatch open(Path file) {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return new StreamBatch(file, new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(file, e);
    }
  }

  /**
   * Adds a record whose value should be an object of JSON in UTF-8.
   *
   * @param timestamp milliseconds since 1970; negative if unknown
   * @param key null if it has none, or nobody wants it
   * @param value null if it has none
   */
  public void add(
      StreamPartition partition,
      long offset,
      long timestamp,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    String fault = value == null ? NO_VALUE : fault(value);
    if (fault == null && key != null && key.length > 0) {
      String ofKey = fault(key);
      fault = ofKey == null ? null : "key: " + ofKey;
    }
    if (fault != null) {
      putAside(partition, offset, timestamp, fault, value);
      return;
    }
    try {
      write(partition, offset, timestamp, key, value == null ? new byte[0] : value);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(file, e);
    }
  }

  /** A record that is no event for a reason that is known before. */
  public void putAside(
      StreamPartition partition,
      long offset,
      long timestamp,
      String reason,
      byte @Nullable [] value) {
    recordsOfTopics.merge(partition.topic(), 1L, Long::sum);
    aside.add(new DeadLetter(partition, offset, instant(timestamp), reason, shown(value)));
  }

  /** All offsets of this range have been added, as far as they are records. */
  public void covers(StreamRange range) {
    StreamRange before = ranges.get(range.partition());
    if (before != null && before.to() != range.from()) {
      throw new IllegalArgumentException(
          "offsets from %d of %s (expected: from %d)"
              .formatted(range.from(), range.partition(), before.to()));
    }
    long from = before == null ? range.from() : before.from();
    ranges.put(range.partition(), new StreamRange(range.partition(), from, range.to()));
  }

  private void write(
      StreamPartition partition, long offset, long timestamp, byte @Nullable [] key, byte[] value)
      throws IOException {
    Integer topic = topics.computeIfAbsent(partition.topic(), t -> topics.size());
    StringBuilder front = new StringBuilder(48);
    front.append(topic.intValue()).append(SEPARATOR);
    front.append(partition.number()).append(SEPARATOR);
    front.append(offset).append(SEPARATOR);
    if (timestamp >= 0 && timestamp < YEAR_10000) {
      front.append(timestamp);
    }
    front.append(SEPARATOR);
    out.write(front.toString().getBytes(StandardCharsets.ISO_8859_1));
    bytes += front.length() + value.length + (key == null ? 0 : key.length);
    if (key != null) {
      writeLine(key);
    }
    out.write(SEPARATOR);
    writeLine(value);
    out.write('\n');
    lines++;
    recordsOfTopics.merge(partition.topic(), 1L, Long::sum);
  }

  /** Between the tokens of JSON a line break is a space. */
  private void writeLine(byte[] text) throws IOException {
    int start = 0;
    for (int i = 0; i < text.length; i++) {
      if (text[i] == '\n' || text[i] == '\r') {
        out.write(text, start, i - start);
        out.write(' ');
        start = i + 1;
      }
    }
    out.write(text, start, text.length - start);
  }

  /** Why the bytes cannot be a text on a line; null if they can. */
  private static @Nullable String fault(byte[] text) {
    if (text.length > MOST_BYTES) {
      return "%d bytes (allowed: %d)".formatted(text.length, MOST_BYTES);
    }
    boolean blank = true;
    boolean ascii = true;
    for (byte b : text) {
      if (b < 0) {
        ascii = false;
      } else if (b < ' ' && b != '\t' && b != '\n' && b != '\r') {
        return "control character 0x%02x".formatted(b);
      }
      blank &= b >= 0 && b <= ' ';
    }
    if (blank) {
      return NO_VALUE;
    }
    return ascii || isUtf8(text) ? null : "no text in UTF-8";
  }

  private static boolean isUtf8(byte[] text) {
    try {
      Object ignored = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private static @Nullable String shown(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    int length = Math.min(value.length, 4 * SHOWN_CHARACTERS);
    String text = new String(value, 0, length, StandardCharsets.UTF_8).replace('\0', '\uFFFD');
    boolean whole = length == value.length && text.length() <= SHOWN_CHARACTERS;
    return whole ? text : text.substring(0, Math.min(text.length(), SHOWN_CHARACTERS)) + "...";
  }

  private static @Nullable Instant instant(long timestamp) {
    return timestamp < 0 || timestamp >= YEAR_10000 ? null : Instant.ofEpochMilli(timestamp);
  }

  /** True if it has so many bytes, or as many records that are no events as memory should hold. */
  public boolean isFull(long mostBytes) {
    return bytes >= mostBytes || aside.size() >= MOST_ASIDE;
  }

  /** The records, also those that are put aside. */
  public long records() {
    return lines + aside.size();
  }

  /** The records of a topic, also those that are put aside. */
  long records(String topic) {
    return recordsOfTopics.getOrDefault(topic, 0L);
  }

  /** True if it covers no offset. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** What it covers, by topic and partition. */
  public List<StreamRange> ranges() {
    return List.copyOf(ranges.values());
  }

  Path file() {
    return file;
  }

  /** The topics of the lines, by number. */
  List<String> topics() {
    return List.copyOf(topics.keySet());
  }

  long lines() {
    return lines;
  }

  List<DeadLetter> aside() {
    return aside;
  }

  /** Nothing is added any more. */
  void finish() {
    try {
      if (open) {
        open = false;
        out.close();
      }
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(file, e);
    }
  }

  @Override
  public void close() {
    try {
      finish();
    } finally {
      delete();
    }
  }

  private void delete() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LakeErrors.cannotWrite(file, e);
    }
  }
}
