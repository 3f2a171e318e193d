package io.featurefactory.cli;

import io.featurefactory.cli.project.AppliedView;
import io.featurefactory.cli.project.Project;
import io.featurefactory.compute.FeatureTables;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.LakeTable;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.KeyEncoding;
import io.featurefactory.model.OnlineStore;
import io.featurefactory.model.RowRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Lookups of single keys, measured one by one in this process.
 *
 * @param view that was asked
 * @param exampleKey arguments of {@code ff get} for one of the keys
 */
record DemoLookups(
    String view, String exampleKey, int count, long medianNanos, long ninetyNinthNanos) {
  private static final int KEYS = 1_000;

  /** Asks for keys of the view in turn; the first half warms up and is not measured. */
  static DemoLookups measure(Project project, AppliedView applied, int count) {
    FeatureView view = applied.view();
    List<List<Object>> keys = keys(project, applied);
    OnlineStore store = project.store("default");
    long[] nanos = new long[count];
    for (int i = -count; i < count; i++) {
      byte[] key = KeyEncoding.bytes(keys.get(Math.floorMod(i, keys.size())));
      List<RowRequest> request = List.of(new RowRequest(view.id(), List.of(key)));
      long start = System.nanoTime();
      store.read(request);
      if (i >= 0) {
        nanos[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(nanos);
    return new DemoLookups(
        view.id().name(),
        arguments(view, keys.get(0)),
        count,
        nanos[count / 2],
        nanos[count / 100 * 99]);
  }

  private static List<List<Object>> keys(Project project, AppliedView applied) {
    LakeTable log = project.warehouse().loadTable(FeatureTables.log(applied.tables()));
    FeatureView view = applied.view();
    List<String> columns = new ArrayList<>();
    view.keys().forEach(k -> columns.add('"' + k.name() + '"'));
    String names = String.join(", ", columns);
    String sql =
        """
        SELECT %1$s
        FROM (SELECT %1$s, max(feature_time) AS changed FROM %2$s GROUP BY %1$s)
        ORDER BY changed DESC, hash(%1$s)
        LIMIT %3$d"""
            .formatted(names, log.relation(log.files(log.currentSnapshot())), KEYS);
    try (KernelSession session = project.kernel().session()) {
      return session.query(
          sql,
          row -> {
            List<Object> key = new ArrayList<>();
            for (@Nullable Object value : row.values()) {
              key.add(Objects.requireNonNull(value));
            }
            return key;
          });
    }
  }

  private static String arguments(FeatureView view, List<Object> key) {
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < key.size(); i++) {
      arguments.add(view.keys().get(i).name() + "=" + key.get(i));
    }
    return String.join(" ", arguments);
  }

  String median() {
    return micros(medianNanos);
  }

  String ninetyNinth() {
    return micros(ninetyNinthNanos);
  }

  private static String micros(long nanos) {
    return "%.1f microseconds".formatted(nanos / 1_000.0);
  }
}
