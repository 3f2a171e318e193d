package io.featurefactory.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a driver does with the metadata of a table of many files, which are not there. */
final class MetadataCase {
  private static final List<Integer> SIZES = List.of(10_000, 100_000, 1_000_000);
  private static final int AT_ONCE = 10_000;

  private final Bench bench;
  private final long size;

  MetadataCase(Bench bench, long size) {
    this.bench = bench;
    this.size = size;
  }

  Section measure() {
    List<Figure> figures = new ArrayList<>();
    for (int files : SIZES) {
      Path folder = bench.options().work().resolve("metadata-" + files);
      Folders.renew(folder);
      figures.add(
          new Figure(
              "commit %s files".formatted(Numbers.count(files)),
              List.of(bench.run(load("fill " + files, folder, "commit", files)))));
      figures.addAll(
          bench.alternate(
              List.of(
                  entrant("open", folder, "open", files),
                  entrant("commit 10,000 more", folder, "commit", files),
                  entrant("the files of the last commit", folder, "follow", files),
                  entrant("all files", folder, "plan", files))));
      FolderStates.delete(folder);
    }
    return new Section(
        BenchCase.METADATA.word(),
        size,
        "a table of many files, %s in a commit".formatted(Numbers.count(AT_ONCE)),
        figures,
        List.of(),
        List.of(
            "Timed: whole processes, with the start of a JVM and of the catalog (SQLite). The files"
                + " are in the metadata only, with statistics of eight columns; the metadata is on a"
                + " local disk."));
  }

  private static Entrant entrant(String name, Path folder, String what, int files) {
    return new Entrant(
        load("%s, %s files".formatted(name, Numbers.count(files)), folder, what, AT_ONCE),
        () -> {});
  }

  private static Launch load(String name, Path folder, String what, int files) {
    return Programs.driver(
        name,
        MetadataLoad.class,
        List.of(folder.toString(), what, Integer.toString(files), Integer.toString(AT_ONCE)));
  }
}
