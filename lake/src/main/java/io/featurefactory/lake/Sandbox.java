package io.featurefactory.lake;

import io.featurefactory.model.FactoryException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A kernel of its own for SQL of users, which reads the files that it was given and nothing else.
 *
 * <p>The tables are views. Then access to the outside is closed but for their files and one folder
 * for results, and the settings are locked, so that no statement can open it again. The folder
 * could be written by any statement: that only a SELECT comes here is {@link UserQuery}'s guard.
 */
public final class Sandbox implements AutoCloseable {
  private final Kernel kernel;
  private final KernelSession session;
  private final List<Input> inputs;

  private Sandbox(Kernel kernel, KernelSession session, List<Input> inputs) {
    this.kernel = kernel;
    this.session = session;
    this.inputs = List.copyOf(inputs);
  }

  /**
   * A table that queries may read.
   *
   * @param name as queries write it, with its namespace
   * @param relation what FROM reads, see {@link LakeTable#relation}
   * @param paths of all files in the relation
   */
  public record Input(String name, String relation, List<String> paths) {
    public Input {
      paths = List.copyOf(paths);
    }

    /** The same under another name. */
    public Input named(String other) {
      return new Input(other, relation, paths);
    }

    /** The files of a lake table, under its own name. */
    public static Input of(LakeTable table, List<LakeFile> files) {
      return new Input(
          table.id().toString(),
          table.relation(files),
          files.stream().map(LakeFile::path).toList());
    }
  }

  /**
   * Opens a sandbox.
   *
   * @param results folder that may be written; null for none
   */
  public static Sandbox open(KernelSettings settings, List<Input> inputs, @Nullable Path results) {
    Kernel kernel = Kernel.open(settings);
    KernelSession session = kernel.session();
    try {
      bind(session, inputs);
      session.execute(
          "SET allowed_paths = " + SqlText.list(session.local(List.copyOf(paths(inputs)))));
      session.execute(
          "SET allowed_directories = "
              + SqlText.list(results == null ? List.of() : List.of(results.toString())));
      session.execute("SET enable_external_access = false");
      session.execute("SET lock_configuration = true");
      return new Sandbox(kernel, session, inputs);
    } catch (RuntimeException e) {
      session.close();
      kernel.close();
      throw e;
    }
  }

  /** The session in which queries run; the caller does not close it. */
  public KernelSession session() {
    return session;
  }

  /**
   * What a failure of a query in the session means to who wrote it: a mistake in the text, or a
   * damaged file, which is named with its table. To find that file all files are read.
   */
  public FactoryException blame(FactoryException failure) {
    FactoryException blamed = UserQuery.blame(failure);
    return KernelErrors.isDamage(blamed) ? damaged(session, inputs, blamed) : blamed;
  }

  /** The failure with the name of the file that cannot be read, if there is one. */
  private static FactoryException damaged(
      KernelSession session, List<Input> inputs, FactoryException failure) {
    for (Input input : inputs) {
      for (String path : input.paths()) {
        try {
          session.execute(
              "SELECT max(hash(t)) FROM %s t".formatted(SqlText.readParquet(List.of(path))));
        } catch (FactoryException e) {
          String found = KernelErrors.message(e);
          return LakeErrors.fileDamaged(
              "table " + input.name(), found.contains(path) ? found : path + ": " + found, e);
        }
      }
    }
    return failure;
  }

  private static void bind(KernelSession session, List<Input> inputs) {
    Set<String> schemas = new LinkedHashSet<>();
    for (Input input : inputs) {
      int dot = input.name().indexOf('.');
      String schema = dot < 0 ? "main" : input.name().substring(0, dot);
      if (schemas.add(schema)) {
        session.execute("CREATE SCHEMA IF NOT EXISTS " + SqlText.name(schema));
      }
      String view =
          "CREATE VIEW %s.%s AS SELECT * FROM %s"
              .formatted(
                  SqlText.name(schema),
                  SqlText.name(input.name().substring(dot + 1)),
                  input.relation());
      try {
        session.execute(view);
      } catch (FactoryException e) {
        throw KernelErrors.isDamage(e) ? damaged(session, List.of(input), e) : e;
      }
    }
  }

  private static Set<String> paths(List<Input> inputs) {
    Set<String> paths = new TreeSet<>();
    inputs.forEach(input -> paths.addAll(input.paths()));
    return paths;
  }

  @Override
  public void close() {
    session.close();
    kernel.close();
  }
}
