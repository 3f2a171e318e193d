package io.featurefactory.demo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files of one day while they are written. They have their names only once they are complete;
 * an older file of that name is replaced then. Closing without {@link #complete} removes what there
 * is.
 */
final class DayFiles implements Closeable {
  private final Path dir;
  private final FileFormat format;
  private final LocalDate day;
  private final List<OpenFile> files = new ArrayList<>();
  private final RowSink sink;

  private record OpenFile(DemoSource source, Path unfinished, Path path, RowText text) {}

  DayFiles(Path dir, FileFormat format, LocalDate day) throws IOException {
    this.dir = dir;
    this.format = format;
    this.day = day;
    try {
      sink =
          new TextRows(
              open(DemoSource.CLICKSTREAM), open(DemoSource.CONTACTS), open(DemoSource.ADS));
    } catch (IOException e) {
      discard(e);
      throw e;
    }
  }

  RowSink sink() {
    return sink;
  }

  /** Gives the files their names. */
  List<EventFile> complete() throws IOException {
    List<EventFile> complete = new ArrayList<>();
    for (OpenFile file : files) {
      file.text.close();
    }
    for (OpenFile file : files) {
      Files.move(
          file.unfinished,
          file.path,
          StandardCopyOption.REPLACE_EXISTING,
          StandardCopyOption.ATOMIC_MOVE);
      complete.add(new EventFile(file.path, file.source, day, file.text.rows()));
    }
    return complete;
  }

  @Override
  public void close() throws IOException {
    IOException failure = discard(null);
    if (failure != null) {
      throw failure;
    }
  }

  private RowText open(DemoSource source) throws IOException {
    String name = source.table() + "-" + day + "." + format.extension();
    Path unfinished = dir.resolve("." + name + ".part");
    RowText text = new RowText(Files.newOutputStream(unfinished), format, source.columns());
    files.add(new OpenFile(source, unfinished, dir.resolve(name), text));
    return text;
  }

  /** Closes and removes everything; returns the first failure, with the others in it. */
  private @Nullable IOException discard(@Nullable IOException before) {
    IOException failure = before;
    for (OpenFile file : files) {
      failure = attempt(file.text, failure);
      failure = attempt(() -> Files.deleteIfExists(file.unfinished), failure);
    }
    return failure;
  }

  private static @Nullable IOException attempt(Closeable action, @Nullable IOException before) {
    try {
      action.close();
      return before;
    } catch (IOException e) {
      if (before == null) {
        return e;
      }
      before.addSuppressed(e);
      return before;
    }
  }
}
