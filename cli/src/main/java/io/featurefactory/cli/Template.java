package io.featurefactory.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a new project, which are resources. In their text {@code @day-7@} is the date seven
 * days ago, so that the events are always those of the last days.
 */
final class Template {
  /** A small project with a few events. */
  static final Template INIT = new Template("/init");

  /** The definitions of the demo's marketplace. */
  static final Template DEMO = new Template("/demo");

  /** The JSON Schemas of what a project's author writes, for editors. */
  static final Template SCHEMAS = new Template("/schema");

  private static final Pattern DAY = Pattern.compile("@day-([0-9]+)@");

  private final String root;

  private Template(String root) {
    this.root = root;
  }

  /**
   * Writes the files into a folder.
   *
   * @param today in UTC
   * @return their paths below the folder, in order
   */
  List<String> write(Path folder, LocalDate today) {
    URL url = Template.class.getResource(root);
    if (url == null) {
      throw new IllegalStateException("no resource " + root);
    }
    try {
      URI uri = url.toURI();
      if (!uri.getScheme().equals("jar")) {
        return copy(Path.of(uri), folder, today);
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return copy(jar.getPath(root), folder, today);
      }
    } catch (URISyntaxException | UncheckedIOException e) {
      throw new IllegalStateException("resource " + root, e);
    } catch (IOException e) {
      throw CliErrors.cannotWrite(folder, e);
    }
  }

  private static List<String> copy(Path from, Path to, LocalDate today) throws IOException {
    List<String> written = new ArrayList<>();
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        String name = from.relativize(file).toString();
        Path target = to.resolve(name);
        @Nullable Path parent = target.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.writeString(target, dated(Files.readString(file), today));
        written.add(name);
      }
    }
    return written;
  }

  private static String dated(String text, LocalDate today) {
    return DAY.matcher(text)
        .replaceAll(match -> today.minusDays(Long.parseLong(match.group(1))).toString());
  }
}
