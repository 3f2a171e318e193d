package io.featurefactory.lake;

import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The pattern of a source's files in place, a {@link Glob}.
 *
 * @param text absolute: of this machine, or {@code s3://}
 */
record FilePattern(Source source, String text) {
  private static final Pattern WILDCARD = Pattern.compile("[*?\\[]");

  /** A file as it was when it was seen. */
  record Seen(long bytes, Instant modifiedAt) {
    String describe() {
      return bytes + " bytes of " + modifiedAt;
    }
  }

  /**
   * Of a source.
   *
   * @param project folder to which patterns of this machine are relative
   */
  static FilePattern of(Source source, Path project) {
    String written = written(source);
    return new FilePattern(
        source, RemoteFiles.isRemote(written) ? written : project.resolve(written).toString());
  }

  /** As the user wrote it. */
  static String written(Source source) {
    return ((Source.Files) source.location()).pattern();
  }

  boolean isRemote() {
    return RemoteFiles.isRemote(text);
  }

  /** The files that are there, by their names, in the order of these; at least one. */
  Map<String, Seen> find(Kernel kernel) {
    Pattern names = Glob.regex(source, written(source));
    Map<String, Seen> found = isRemote() ? stored(kernel, names) : here(kernel);
    if (found.isEmpty()) {
      throw SourceErrors.noFiles(source, text, isRemote());
    }
    return found;
  }

  private Map<String, Seen> here(Kernel kernel) {
    List<String> paths;
    try (KernelSession session = kernel.session()) {
      paths =
          session.query(
              "SELECT file FROM glob(" + SqlText.text(text) + ")",
              row -> String.valueOf(row.string(0)));
    }
    Map<String, Seen> found = new TreeMap<>();
    for (String path : paths) {
      try {
        Instant modified = Files.getLastModifiedTime(Path.of(path)).toInstant();
        found.put(path, seen(Files.size(Path.of(path)), modified));
      } catch (IOException e) {
        throw SourceErrors.unreadable(source, e);
      }
    }
    return found;
  }

  private Map<String, Seen> stored(Kernel kernel, Pattern names) {
    Map<String, Seen> found = new TreeMap<>();
    RemoteFiles files = RemoteFiles.of(kernel.settings().storage());
    for (var file : files.inside(folder(text))) {
      if (names.matcher(file.location()).matches()) {
        found.put(file.location(), seen(file.size(), Instant.ofEpochMilli(file.createdAtMillis())));
      }
    }
    return found;
  }

  private static Seen seen(long bytes, Instant modified) {
    return new Seen(bytes, Boundaries.ofMicros(Boundaries.micros(modified)));
  }

  /** The folder that all files are below. */
  private static String folder(String text) {
    var wildcard = WILDCARD.matcher(text);
    int end = wildcard.find() ? wildcard.start() : text.length();
    return text.substring(0, text.lastIndexOf('/', end - 1));
  }
}
