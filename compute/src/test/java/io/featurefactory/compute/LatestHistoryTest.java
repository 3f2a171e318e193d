package io.featurefactory.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.lake.SourceInput;
import io.featurefactory.model.Computation.Latest;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import io.featurefactory.testkit.generate.FactoryCase;
import io.featurefactory.testkit.generate.FactoryCases;
import io.featurefactory.testkit.generate.Step;
import io.featurefactory.testkit.oracle.Event;
import io.featurefactory.testkit.oracle.Run;
import io.featurefactory.testkit.oracle.ValueOrder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Table views at any instant, held to the naive oracle at and beside every time that occurs. */
class LatestHistoryTest {
  private static final int CASES = Integer.getInteger("ff.cases", 16);
  private static final long SEED = Long.getLong("ff.seed", 500L);

  @TempDir Path folder;

  @Test
  void relation_ofRandomTableViews_equalsTheOracleAtAnyInstant() throws IOException {
    int[] compared = new int[1];
    try (Kernel kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")))) {
      TaskScheduler scheduler = new LocalScheduler(kernel);
      List<FactoryCase> cases =
          FactoryCases.cases(SEED, 100_000)
              .filter(c -> c.view().computation() instanceof Latest)
              .limit(CASES)
              .toList();
      for (FactoryCase random : cases) {
        Path place = Files.createTempDirectory(folder, "case");
        try (EngineDriver driver = new EngineDriver(kernel, scheduler, place, random)) {
          random.steps().stream().filter(Step.Import.class::isInstance).forEach(driver::take);
          compared[0] += compare(random, driver, kernel);
        }
      }
    }
    assertThat(compared[0]).as("values compared").isGreaterThan(CASES * 20);
  }

  private static int compare(FactoryCase random, EngineDriver driver, Kernel kernel) {
    FeatureView view = random.view();
    Latest latest = (Latest) view.computation();
    Source source =
        random.sources().stream()
            .filter(s -> s.name().equals(latest.source()))
            .findFirst()
            .orElseThrow();
    SourceInput input = driver.inputs().open(source);
    if (input.newest() == 0) {
      return 0;
    }
    String relation = LatestHistory.relation(view, latest, source, input, input.newest());
    int compared = 0;
    try (KernelSession session = kernel.session()) {
      session.execute("CREATE OR REPLACE TEMP TABLE history AS FROM " + relation);
      for (Instant time : times(random, source, latest)) {
        Map<List<Object>, List<@Nullable Object>> found = at(session, view, latest, time);
        Run all = new Run(1, time, Run.Kind.RUN, Integer.MAX_VALUE);
        Map<List<Object>, List<@Nullable Object>> expected =
            random.oracle().valuesAt(random.events(), all, time);
        List<@Nullable Object> empty = random.oracle().emptyRow();
        for (Map.Entry<List<Object>, List<@Nullable Object>> key : expected.entrySet()) {
          assertThat(
                  ValueOrder.VALUES.same(found.getOrDefault(key.getKey(), empty), key.getValue()))
              .as(
                  "seed %d, key %s at %s: %s instead of %s",
                  random.seed(), key.getKey(), time, found.get(key.getKey()), key.getValue())
              .isTrue();
          compared++;
        }
      }
    }
    return compared;
  }

  /** Every time that occurs, the ends of ages too, and a microsecond on either side. */
  private static List<Instant> times(FactoryCase random, Source source, Latest latest) {
    TreeSet<Instant> times = new TreeSet<>();
    String available = source.availableAt();
    for (Event event : random.events()) {
      for (String column :
          available == null
              ? List.of(source.eventTime())
              : List.of(source.eventTime(), available)) {
        if (event.source().equals(source.name()) && event.value(column) instanceof Instant time) {
          times.add(time);
          times.add(latest.maxAge() == null ? time : time.plus(latest.maxAge()));
        }
      }
    }
    List<Instant> some = new ArrayList<>();
    int step = Math.max(1, times.size() / 12);
    int i = 0;
    for (Instant time : times) {
      if (i++ % step == 0) {
        some.add(time.minus(Duration.ofNanos(1_000)));
        some.add(time);
        some.add(time.plus(Duration.ofNanos(1_000)));
      }
    }
    return some;
  }

  private static Map<List<Object>, List<@Nullable Object>> at(
      KernelSession session, FeatureView view, Latest latest, Instant time) {
    Map<List<Object>, List<@Nullable Object>> found = new TreeMap<>(ValueOrder.VALUES);
    String inTime =
        latest.maxAge() == null
            ? ""
            : " WHERE __event_time >= %s - %s"
                .formatted(Sql.timestamp(time), Sql.interval(latest.maxAge()));
    session.forEach(
        """
        SELECT %s, %s FROM (
          FROM history WHERE feature_time <= %s
          QUALIFY row_number() OVER (PARTITION BY %s ORDER BY feature_time DESC) = 1)%s"""
            .formatted(
                Sql.list(view.keys(), k -> Sql.id(k.name())),
                Sql.list(view.features(), f -> Sql.id(f.name())),
                Sql.timestamp(time),
                Sql.list(view.keys(), k -> Sql.id(k.name())),
                inTime),
        row -> {
          List<@Nullable Object> values = row.values();
          int keys = view.keys().size();
          List<Object> key = new ArrayList<>();
          values.subList(0, keys).forEach(k -> key.add(Objects.requireNonNull(k)));
          found.put(key, new ArrayList<>(values.subList(keys, values.size())));
        });
    return found;
  }
}
