package io.featurefactory.definitions;

import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A file of definitions, settings or tests, as bytes. */
public final class DefinitionFile {
  private final String name;
  private final byte[] bytes;

  private DefinitionFile(String name, byte[] bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** A text that is in memory. */
  public static DefinitionFile of(String name, String text) {
    return new DefinitionFile(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Bytes that are in memory; they need not be text. */
  public static DefinitionFile of(String name, byte[] bytes) {
    return new DefinitionFile(name, bytes.clone());
  }

  /**
   * A file of a project, named by its path in the project.
   *
   * @throws FactoryException EXTERNAL if it cannot be read
   */
  public static DefinitionFile load(Path project, Path file) {
    String name = project.relativize(file).toString().replace('\\', '/');
    try {
      return new DefinitionFile(name, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new FactoryException(Kind.EXTERNAL, DefinitionErrors.unreadable(name, e), e);
    }
  }

  /**
   * The YAML files of a folder of a project and of its sub-folders, by name; none if there is no
   * such folder.
   *
   * @throws FactoryException EXTERNAL if one cannot be read
   */
  public static List<DefinitionFile> loadAll(Path project, String folder) {
    Path start = project.resolve(folder);
    if (!Files.isDirectory(start)) {
      return List.of();
    }
    try (Stream<Path> found = Files.walk(start)) {
      return found
          .filter(path -> path.toString().matches(".*\\.ya?ml"))
          .filter(path -> !Files.isDirectory(path))
          .sorted()
          .map(path -> load(project, path))
          .collect(Collectors.toList());
    } catch (IOException e) {
      throw new FactoryException(Kind.EXTERNAL, DefinitionErrors.unreadable(folder, e), e);
    }
  }

  /** The name by which messages call it. */
  public String name() {
    return name;
  }

  /** The text; null if the bytes are no UTF-8. */
  public @Nullable String text() {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** The number of the first byte that is no UTF-8, from 1. */
  int firstBadByte() {
    String lenient = new String(bytes, StandardCharsets.UTF_8);
    byte[] again = lenient.getBytes(StandardCharsets.UTF_8);
    int mismatch = Arrays.mismatch(bytes, again);
    return mismatch + 1;
  }

  @Override
  public String toString() {
    return name;
  }
}
