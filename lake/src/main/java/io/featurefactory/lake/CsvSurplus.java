package io.featurefactory.lake;

import io.featurefactory.model.DataType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the lines of a CSV file that have a decimal with {@link SurplusDigits}. The kernel rounds
 * them without a word, and does not say in which line a value was. For one scan.
 */
final class CsvSurplus {
  private static final int BUFFER = 1 << 16;

  private final ImportFile file;
  private final CsvHeader header;
  private final Map<Integer, DataType.Decimal> decimals = new LinkedHashMap<>();
  private final Map<Integer, Pattern> patterns = new LinkedHashMap<>();
  private final Consumer<BadRow> found;

  private final ByteArrayOutputStream record = new ByteArrayOutputStream();
  private final StringBuilder field = new StringBuilder();
  private int index;
  private boolean fresh = true;
  private boolean quoted;
  private boolean closed;
  private long line = 1;
  private long begin = 1;
  private @Nullable String reason;

  /**
   * Prepares a scan.
   *
   * @param columns decimals, by their names in the header
   * @param found gets the lines, in the order of the file
   */
  CsvSurplus(
      ImportFile file,
      CsvHeader header,
      Map<String, DataType.Decimal> columns,
      Consumer<BadRow> found) {
    this.file = file;
    this.header = header;
    this.found = found;
    columns.forEach(
        (name, type) -> {
          int at = header.names().indexOf(name);
          decimals.put(at, type);
          patterns.put(at, SurplusDigits.pattern(type));
        });
  }

  /** Reads the file. */
  void scan() {
    try (InputStream in = file.open()) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        for (int i = 0; i < n; i++) {
          accept(buffer[i]);
        }
      }
      endRecord();
    } catch (IOException e) {
      throw ImportErrors.unreadable(file.path(), e);
    }
  }

  /** A quote opens a value only at its begin; two inside of one that is open are a quote. */
  private void accept(byte b) {
    line += b == '\n' ? 1 : 0;
    if (b == '\n' && !quoted) {
      endRecord();
      return;
    }
    record.write(b);
    if (quoted && b == '"') {
      quoted = false;
      closed = true;
    } else if (!quoted && b == '"' && (fresh || closed)) {
      quoted = true;
      fresh = false;
    } else if (!quoted && b == header.delimiter()) {
      endField();
    } else {
      take(b);
    }
  }

  private void take(byte b) {
    fresh = false;
    closed = false;
    if (decimals.containsKey(index)) {
      field.append((char) b);
    }
  }

  private void endField() {
    DataType.Decimal type = decimals.get(index);
    Pattern pattern = patterns.get(index);
    if (type != null && pattern != null && reason == null && pattern.matcher(field).matches()) {
      reason =
          header.names().get(index)
              + ": "
              + field.toString().strip()
              + SurplusDigits.complaint(type);
    }
    field.setLength(0);
    index++;
    fresh = true;
    closed = false;
  }

  private void endRecord() {
    endField();
    if (reason != null) {
      found.accept(
          new BadRow(begin, reason, record.toString(StandardCharsets.UTF_8).stripTrailing()));
    }
    reason = null;
    record.reset();
    index = 0;
    begin = line;
  }
}
