package io.featurefactory.demo;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;

/**
 * Writes the rows of one file, value by value in the order of the columns. Hand-made, since
 * formatting is most of the generator's work. Texts must need no escapes. Not thread-safe; closing
 * closes the stream.
 */
final class RowText implements Closeable {
  private static final int BUFFER = 1 << 18;

  /** More than any row. */
  private static final int ROOM = 4096;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[][] leads;
  private final boolean quoted;
  private final byte[] nothing;
  private final byte[] rowEnd;
  private boolean closed;
  private int length;
  private int column;
  private long rows;
  private long day = Long.MIN_VALUE;
  private byte[] dayText = new byte[0];

  RowText(OutputStream out, FileFormat format, List<DemoSource.Column> columns) {
    this.out = out;
    boolean json = format == FileFormat.JSON_LINES;
    leads = new byte[columns.size()][];
    for (int i = 0; i < leads.length; i++) {
      leads[i] = bytes(json ? jsonLead(i, columns.get(i)) : i == 0 ? "" : ",");
    }
    quoted = json;
    nothing = bytes(json ? "null" : "");
    rowEnd = bytes(json ? "}\n" : "\n");
    if (!json) {
      put(bytes(String.join(",", columns.stream().map(DemoSource.Column::name).toList()) + "\n"));
    }
  }

  /** Rows that were ended. */
  long rows() {
    return rows;
  }

  RowText text(byte[] utf8) {
    lead();
    quote();
    put(utf8);
    quote();
    return this;
  }

  RowText text(String text) {
    return text(bytes(text));
  }

  /** Starts a text that {@link #part} goes on with and {@link #shut} ends. */
  RowText open(byte[] start) {
    lead();
    quote();
    put(start);
    return this;
  }

  RowText part(long number) {
    digits(number);
    return this;
  }

  RowText part(char ascii) {
    buffer[length++] = (byte) ascii;
    return this;
  }

  RowText shut() {
    quote();
    return this;
  }

  RowText number(long number) {
    lead();
    digits(number);
    return this;
  }

  /** An amount with two digits after the point. */
  RowText cents(long cents) {
    lead();
    digits(cents / 100);
    buffer[length++] = '.';
    twoDigits((int) (cents % 100));
    return this;
  }

  /** A time as {@code 2026-01-31T09:05:00.123Z}. */
  RowText time(long millis) {
    lead();
    quote();
    long wanted = Math.floorDiv(millis, Supply.DAY);
    if (wanted != day) {
      day = wanted;
      dayText = bytes(LocalDate.ofEpochDay(day) + "T");
    }
    put(dayText);
    int rest = (int) (millis - day * Supply.DAY);
    twoDigits(rest / 3_600_000);
    buffer[length++] = ':';
    twoDigits(rest / 60_000 % 60);
    buffer[length++] = ':';
    twoDigits(rest / 1000 % 60);
    buffer[length++] = '.';
    buffer[length++] = (byte) ('0' + rest / 100 % 10);
    twoDigits(rest % 100);
    buffer[length++] = 'Z';
    quote();
    return this;
  }

  /** NULL. */
  RowText nothing() {
    lead();
    put(nothing);
    return this;
  }

  void endRow() {
    put(rowEnd);
    column = 0;
    rows++;
    if (length > BUFFER - ROOM) {
      flush();
    }
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try (out) {
        out.write(buffer, 0, length);
      }
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void lead() {
    put(leads[column++]);
  }

  private void quote() {
    if (quoted) {
      buffer[length++] = '"';
    }
  }

  private void put(byte[] bytes) {
    System.arraycopy(bytes, 0, buffer, length, bytes.length);
    length += bytes.length;
  }

  private void digits(long number) {
    if (number < 10) {
      buffer[length++] = (byte) ('0' + number);
    } else if (number <= Integer.MAX_VALUE) {
      digits((int) number);
    } else {
      digits(number / 1_000_000_000);
      digitsAt(length + 9, (int) (number % 1_000_000_000), length);
      length += 9;
    }
  }

  private void digits(int number) {
    int count = number < 100 ? 2 : number < 1000 ? 3 : number < 10_000 ? 4 : 5;
    for (int rest = number / 100_000; rest > 0; rest /= 10) {
      count++;
    }
    digitsAt(length + count, number, length);
    length += count;
  }

  /** Writes a number's digits backwards from one place to another, with zeros in front. */
  private void digitsAt(int end, int number, int start) {
    int rest = number;
    for (int at = end - 1; at >= start; at--) {
      int tens = rest / 10;
      buffer[at] = (byte) ('0' + rest - 10 * tens);
      rest = tens;
    }
  }

  private void twoDigits(int number) {
    buffer[length++] = (byte) ('0' + number / 10);
    buffer[length++] = (byte) ('0' + number % 10);
  }

  private void flush() {
    try {
      out.write(buffer, 0, length);
      length = 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String jsonLead(int index, DemoSource.Column column) {
    return (index == 0 ? "{\"" : ",\"") + column.name() + "\":";
  }
}
