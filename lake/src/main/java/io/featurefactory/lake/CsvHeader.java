package io.featurefactory.lake;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The first line of a CSV file: the names of its columns and what divides them.
 *
 * @param written names as they stand there
 * @param names one for each column, no two alike
 */
public record CsvHeader(char delimiter, List<String> written, List<String> names) {
  private static final String DELIMITERS = ",\t;|";
  private static final char QUOTE = '"';

  /** A quote within quotes. */
  private static final String DOUBLED = "\"\"";

  public CsvHeader {
    written = List.copyOf(written);
    names = List.copyOf(names);
  }

  /** Reads it; an error, with the file's name, if it is none. */
  public static CsvHeader read(Path file) {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(WholeFile.open(file), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      if (line == null || line.isBlank()) {
        throw ImportErrors.emptyFile(file);
      }
      if (line.indexOf('\0') >= 0) {
        throw ImportErrors.binary(file);
      }
      if (line.chars().filter(c -> c == QUOTE).count() % 2 != 0) {
        throw ImportErrors.openHeader(file);
      }
      return parse(line.startsWith("\uFEFF") ? line.substring(1) : line);
    } catch (IOException e) {
      throw ImportErrors.unreadable(file, e);
    }
  }

  static CsvHeader parse(String line) {
    char delimiter = DELIMITERS.charAt(0);
    List<String> cells = split(line, delimiter);
    for (int i = 1; i < DELIMITERS.length(); i++) {
      char candidate = DELIMITERS.charAt(i);
      List<String> other = split(line, candidate);
      if (other.size() > cells.size()) {
        delimiter = candidate;
        cells = other;
      }
    }
    return new CsvHeader(delimiter, cells, unique(cells));
  }

  private static List<String> split(String line, char delimiter) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quoted && line.startsWith(DOUBLED, i)) {
        cell.append(QUOTE);
        i++;
      } else if (c == QUOTE) {
        quoted = !quoted;
      } else if (c == delimiter && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  /** Gives names to columns without one, and to those whose name is taken; case does not count. */
  private static List<String> unique(List<String> cells) {
    List<String> names = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (int i = 0; i < cells.size(); i++) {
      String cell = cells.get(i).strip();
      String base = cell.isEmpty() ? "column" + i : cell;
      String name = base;
      for (int n = 1; !taken.add(name.toLowerCase(Locale.ROOT)); n++) {
        name = base + "_" + n;
      }
      names.add(name);
    }
    return names;
  }
}
