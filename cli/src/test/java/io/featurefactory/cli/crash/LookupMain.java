package io.featurefactory.cli.crash;

import io.featurefactory.cli.project.Project;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.RowRequest;
import io.featurefactory.model.ViewId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** Holds the store of a project open and looks keys up, until its standard input ends. */
final class LookupMain {
  private LookupMain() {}

  /** Prints {@code looking} after the first lookup, and at the end how many there were. */
  public static void main(String[] args) throws IOException {
    ViewId view = new ViewId("by_day", 1);
    long lookups = 0;
    TreeSet<Long> runs = new TreeSet<>();
    try (Project project = CrashProject.open(Path.of(args[0]))) {
      OnlineStore store = project.store("default");
      while (System.in.available() == 0) {
        byte[] key = KeyEncoding.bytes(List.of("ad-" + lookups % 100));
        RowAnswer answer = store.read(List.of(new RowRequest(view, List.of(key)))).get(0);
        runs.add(answer.run(0));
        if (lookups++ == 0) {
          System.out.println("looking");
        }
      }
    }
    System.out.println((lookups > 100 ? "many" : "few") + " lookups, runs " + runs);
  }
}
