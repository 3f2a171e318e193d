package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.cli.SimulatedFactory.Interval;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.serving.Column;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ViewRows;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs a factory hour by hour, with events that come late, slow publishes, outages and a backfill,
 * and writes down what lookups answered at random moments; then a training set of these moments
 * must hold the same values, all of them. What a lookup answered during a publish must be what its
 * run number says.
 *
 * <p>{@code -Dff.hours=72 -Dff.lookups=2400} makes a million lookups: so many an hour, of six
 * views.
 */
class ServingSimulationTest {
  private static final int HOURS = Integer.getInteger("ff.hours", 16);
  private static final int LOOKUPS = Integer.getInteger("ff.lookups", 60);
  private static final long SEED = Long.getLong("ff.seed", 7L);
  private static final int LOOKUPS_OF_A_VISIT = 5;
  private static final List<String> KEYS =
      List.of("ad_id", "query_category", "seller_id", "category", "user_id");

  private static final String SERVICE =
      """
      kind: feature_service
      name: everything
      version: 1
      owner: me@example.com
      description: All that there is
      features: [ad_performance.*, ad_trend.*, ad_facts.*, seller_quality.*, category_prices.*, user_interests.*]
      """;

  @TempDir Path temporary;

  private final Random random = new Random(SEED);
  private final List<Answered> answers = new ArrayList<>();

  /** What a lookup of one view answered. */
  private record Answered(
      List<String> key, Instant time, String view, long run, List<@Nullable Object> values) {}

  @Test
  void trainingSet_ofMomentsOfLookups_holdsWhatTheyAnswered() throws IOException {
    SimulatedFactory factory = SimulatedFactory.create(temporary, random, stores(), SERVICE);

    factory.run(hours(), LOOKUPS / LOOKUPS_OF_A_VISIT, KEYS, this::visits);

    assertThat(answers).hasSizeGreaterThan(hours() * LOOKUPS);
    compare(factory);
  }

  private Consumer<Instant> visits(
      SimulatedFactory factory, Project project, List<List<String>> keys) {
    ServiceLookup lookup = new ServiceLookup(project::store, project.clock());
    return new Visits(factory.files(), project, lookup, keys)::lookUp;
  }

  int hours() {
    return HOURS;
  }

  /** What factory.yaml says of the online stores. */
  String stores() {
    return "";
  }

  /** Asks all views for some keys, in a process that has the store open all the time. */
  private final class Visits {
    private final ServiceLookup lookup;
    private final List<ServicePlan> views;
    private final List<List<String>> keys;

    Visits(ProjectFiles files, Project project, ServiceLookup lookup, List<List<String>> keys) {
      ServedPlans plans = new ServedPlans(files, "");
      this.lookup = lookup;
      this.views =
          project.control().registry().load().definitions().stream()
              .filter(d -> d.id().kind() == DefinitionId.Kind.VIEW)
              .map(plans::view)
              .toList();
      this.keys = keys;
    }

    void lookUp(Instant time) {
      for (int i = 0; i < LOOKUPS_OF_A_VISIT; i++) {
        List<String> row = keys.get(random.nextInt(keys.size()));
        for (ServicePlan view : views) {
          Map<String, Column> key = new HashMap<>();
          for (String name : view.parameters().keySet()) {
            key.put(name, Column.same(row.get(KEYS.indexOf(name))));
          }
          LookupAnswer answer =
              lookup.answer(view, new LookupRequest(1, key, time, Duration.ofMinutes(1)));
          assertThat(answer.failure()).isNull();
          ViewRows found = answer.views().get(0);
          List<@Nullable Object> values = new ArrayList<>();
          for (int output = 0; output < view.outputs().size(); output++) {
            values.add(answer.value(output, 0));
          }
          answers.add(new Answered(row, time, view.service().name(), found.run(0), values));
        }
      }
    }
  }

  private void compare(SimulatedFactory factory) throws IOException {
    Map<String, Map<Long, Interval>> published = factory.published();
    train(
        factory,
        "of-the-run",
        answer -> interval(published, answer).finished(),
        (answer, trained) ->
            assertThat(trained.values())
                .as("%s, values of its run", answer)
                .isEqualTo(answer.values().toString()));
    int[] ahead = new int[1];
    train(
        factory,
        "at-the-time",
        Answered::time,
        (answer, trained) -> {
          if (trained.run() == answer.run()) {
            assertThat(trained.values()).as("%s", answer).isEqualTo(answer.values().toString());
          } else {
            ahead[0]++;
            Interval interval = interval(published, answer);
            assertThat(answer.time())
                .as("%s, training has run %d: only during the publish", answer, trained.run())
                .isBetween(interval.started(), interval.finished());
          }
        });
    assertThat(ahead[0]).as("answers that were ahead of their publish").isPositive();
  }

  private static Interval interval(Map<String, Map<Long, Interval>> published, Answered answer) {
    Interval interval = published.getOrDefault(answer.view(), Map.of()).get(answer.run());
    assertThat(interval).as("publish of the run of %s", answer).isNotNull();
    return interval;
  }

  private record Trained(long run, String values) {}

  private interface Moment {
    Instant of(Answered answer);
  }

  private interface Comparison {
    void of(Answered answer, Trained trained);
  }

  /** Makes the training set of the answers' keys at these moments, and compares row by row. */
  private void train(SimulatedFactory factory, String name, Moment moment, Comparison comparison)
      throws IOException {
    Path folder = factory.folder();
    try (BufferedWriter spine = Files.newBufferedWriter(folder.resolve(name + ".csv"))) {
      spine.write("at," + String.join(",", KEYS) + "\n");
      for (Answered answer : answers) {
        spine.write(moment.of(answer) + "," + String.join(",", answer.key()) + "\n");
      }
    }
    factory.train("everything", name);
    Iterator<Answered> answered = answers.iterator();
    factory.forEachRow(
        name,
        row -> {
          Answered answer = answered.next();
          comparison.of(answer, trained(row, answer.view() + "__"));
        });
    assertThat(answered.hasNext()).as("answers without a row").isFalse();
  }

  private static Trained trained(Map<String, @Nullable Object> row, String prefix) {
    List<@Nullable Object> values = new ArrayList<>();
    row.forEach(
        (name, value) -> {
          if (name.startsWith(prefix) && !name.equals(prefix + "run")) {
            values.add(value);
          }
        });
    Object run = row.get(prefix + "run");
    return new Trained(run == null ? 0 : (Long) run, values.toString());
  }
}
