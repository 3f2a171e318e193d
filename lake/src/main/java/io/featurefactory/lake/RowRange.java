package io.featurefactory.lake;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file that a query is about: those of which a BIGINT column is in a range.
 *
 * @param least inclusive
 * @param greatest inclusive
 */
public record RowRange(String column, long least, long greatest) {
  /** Smaller files are copied whole: asking for their parts takes longer. */
  private static final long LEAST_BYTES = 4L << 20;

  /** What stands between the location of a file and the range that is asked of it. */
  private static final char MARK = '#';

  private static final String TO = "..";
  private static final Pattern ASKED = Pattern.compile("([^=/]*)=(-?[0-9]+)[.][.](-?[0-9]+)");

  /** A file of which only a part is asked. */
  record Part(String location, RowRange range) {}

  /** The location by which a query asks for these rows of a file; it filters them itself. */
  String in(LakeFile file) {
    String location = file.path();
    return RemoteFiles.isRemote(location) && file.bytes() >= LEAST_BYTES
        ? location + MARK + column + "=" + least + TO + greatest
        : location;
  }

  /** The locations by which a query asks for nothing of files but their footers. */
  static List<String> footers(List<String> locations) {
    return locations.stream()
        .map(
            location ->
                RemoteFiles.isRemote(location) ? location + MARK + "=1" + TO + "0" : location)
        .toList();
  }

  /** True if no row is in it. */
  boolean isEmpty() {
    return least > greatest;
  }

  /** For WHERE. */
  String condition() {
    return SqlText.name(column) + " BETWEEN " + least + " AND " + greatest;
  }

  /** What {@link #in} has made; null if it is the location of a whole file. */
  static @Nullable Part parse(String location) {
    int mark = location.lastIndexOf(MARK);
    Matcher asked = ASKED.matcher(location.substring(mark + 1));
    if (mark < 0 || !asked.matches()) {
      return null;
    }
    RowRange range =
        new RowRange(
            asked.group(1), Long.parseLong(asked.group(2)), Long.parseLong(asked.group(3)));
    return new Part(location.substring(0, mark), range);
  }

  /** True unless no value between two bounds is in the range. */
  boolean meets(long lower, long upper) {
    return lower <= greatest && upper >= least;
  }
}
