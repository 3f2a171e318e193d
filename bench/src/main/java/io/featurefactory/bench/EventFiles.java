package io.featurefactory.bench;

import io.featurefactory.demo.DemoSettings;
import io.featurefactory.demo.FileFormat;
import io.featurefactory.demo.Marketplace;
import io.featurefactory.demo.Progress;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The clickstream of a period and of the day after it, as CSV, a file of each day. Made once and
 * kept: the same seed and size are the same bytes.
 */
final class EventFiles {
  /** Far enough back that no clock has the period in its future, which ff refuses. */
  private static final LocalDate START = LocalDate.of(2025, 1, 1);

  private static final String COMPLETE = "complete";

  private static final String HOT_AD = "AD-1";
  private static final String HOT_CATEGORY = "electronics";
  private static final int HOT_OF_TEN = 3;

  private final Path folder;
  private final int days;

  private EventFiles(Path folder, int days) {
    this.folder = folder;
    this.days = days;
  }

  /**
   * Makes the files unless they are there.
   *
   * @param events of the period, without the day after it
   */
  static EventFiles make(Path work, long seed, long events, int days) {
    Path folder = work.resolve("events-%d-%d-%d".formatted(seed, events, days));
    if (!Files.exists(folder.resolve(COMPLETE))) {
      Marketplace.of(DemoSettings.of(seed, events, days, START))
          .write(
              new Marketplace.Target(
                  folder, FileFormat.CSV, Runtime.getRuntime().availableProcessors()),
              0,
              days + 1,
              Progress.SILENT);
      keepClickstream(folder);
      complete(folder);
    }
    return new EventFiles(folder, days);
  }

  /**
   * The same events, but that three in ten are of one ad and category.
   *
   * @param events of the period, without the day after it
   */
  static EventFiles makeWithHotKey(Path work, long seed, long events, int days) {
    EventFiles plain = make(work, seed, events, days);
    EventFiles hot = new EventFiles(work.resolve(plain.folder.getFileName() + "-hot"), days);
    if (!Files.exists(hot.folder.resolve(COMPLETE))) {
      Folders.renew(hot.folder);
      List<Path> files = new ArrayList<>(plain.period());
      files.add(plain.nextDay());
      files.parallelStream()
          .forEach(file -> heat(file, hot.folder.resolve(file.getFileName().toString())));
      complete(hot.folder);
    }
    return hot;
  }

  private static void heat(Path from, Path to) {
    long[] number = new long[1];
    copy(
        from,
        to,
        columns -> {
          int ad = columns.indexOf("ad_id");
          int category = columns.indexOf("query_category");
          return line -> {
            if (number[0]++ % 10 >= HOT_OF_TEN) {
              return line;
            }
            String[] values = line.split(",", -1);
            values[ad] = HOT_AD;
            values[category] = HOT_CATEGORY;
            return String.join(",", values);
          };
        });
  }

  /** What becomes of a line; null if it is left out. */
  private interface Lines {
    @Nullable String changed(String line);
  }

  /**
   * Copies a file line by line.
   *
   * @param change from the names of the columns to what becomes of each line below
   */
  private static void copy(Path from, Path to, Function<List<String>, Lines> change) {
    try (BufferedReader in = Files.newBufferedReader(from);
        BufferedWriter out = Files.newBufferedWriter(to)) {
      String header = in.readLine();
      out.write(header + "\n");
      Lines lines = change.apply(List.of(header.split(",", -1)));
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String changed = lines.changed(line);
        if (changed != null) {
          out.write(changed + "\n");
        }
      }
    } catch (IOException e) {
      throw BenchErrors.cannot("write " + to, e);
    }
  }

  private static void complete(Path folder) {
    try {
      Files.createFile(folder.resolve(COMPLETE));
    } catch (IOException e) {
      throw BenchErrors.cannot("tidy " + folder, e);
    }
  }

  /** The first midnight after events, which is the first boundary of a daily view. */
  LocalDate firstBoundary() {
    return START.plusDays(1);
  }

  /** Midnight at the end of the period. */
  LocalDate end() {
    return START.plusDays(days);
  }

  List<Path> period() {
    return IntStream.range(0, days).mapToObj(day -> file(START.plusDays(day))).toList();
  }

  Path nextDay() {
    return file(end());
  }

  /**
   * The rows of the day after the period from one hour of it, inclusive, to another, exclusive;
   * with hour 0 also the late ones of the day before.
   */
  Path nextDay(int fromHour, int toHour) {
    Path part = folder.resolve("hours-%02d-%02d.csv".formatted(fromHour, toHour));
    Instant midnight = Instant.parse(end() + "T00:00:00Z");
    Instant from = fromHour == 0 ? Instant.MIN : midnight.plus(fromHour, ChronoUnit.HOURS);
    Instant to = midnight.plus(toHour, ChronoUnit.HOURS);
    copy(
        nextDay(),
        part,
        columns -> {
          int column = columns.indexOf("event_timestamp");
          return line -> {
            Instant time = Instant.parse(line.split(",", -1)[column]);
            return time.isBefore(from) || !time.isBefore(to) ? null : line;
          };
        });
    return part;
  }

  private Path file(LocalDate day) {
    return folder.resolve("clickstream-" + day + ".csv");
  }

  private static void keepClickstream(Path folder) {
    try (DirectoryStream<Path> others = Files.newDirectoryStream(folder, "{ads,contacts}-*.csv")) {
      for (Path other : others) {
        Files.delete(other);
      }
    } catch (IOException e) {
      throw BenchErrors.cannot("tidy " + folder, e);
    }
  }
}
