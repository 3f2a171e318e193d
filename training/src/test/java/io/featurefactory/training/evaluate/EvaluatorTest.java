package io.featurefactory.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.featurefactory.lake.Kernel;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.KernelSettings;
import io.featurefactory.training.Spine;
import io.featurefactory.training.evaluate.FeatureColumn.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From rows to what features are worth, on rows whose truth is known. */
final class EvaluatorTest {
  /**
   * 1,500 groups of six rows. Whether one is wanted depends on {@code good} and {@code color};
   * {@code twin} says the same as {@code good}; {@code noise} says nothing.
   */
  private static final String ROWS =
      """
      CREATE TABLE rows AS
      WITH drawn AS (
        SELECT r // 6 AS page, r AS file_row_number,
          TIMESTAMP '2026-01-01' + (r // 6) * INTERVAL 1 HOUR AS shown,
          md5_number_lower('1-' || r) % 1000 / 1000.0 AS good,
          ['red', 'green', 'blue'][1 + (md5_number_lower('2-' || r) % 3)::BIGINT] AS color,
          md5_number_lower('3-' || r) % 1000 / 1000.0 AS noise,
          md5_number_lower('4-' || r) % 1000 / 1000.0 AS luck
        FROM range(9000) AS t(r))
      SELECT page, 'p' || page AS name, file_row_number, shown, good, color, noise,
        good < 0.5 AS flag, (good * 100)::DECIMAL(9, 2) AS twin,
        shown - good * INTERVAL 10 DAYS AS since, [good] AS list,
        luck < 0.6 * good + CASE color WHEN 'red' THEN 0.25 ELSE 0 END AS wanted
      FROM drawn""";

  private static final List<Spine.Column> COLUMNS =
      List.of(
          new Spine.Column("page", "BIGINT"),
          new Spine.Column("name", "VARCHAR"),
          new Spine.Column("shown", "TIMESTAMP"),
          new Spine.Column("wanted", "BOOLEAN"),
          new Spine.Column("good", "DOUBLE"),
          new Spine.Column("color", "VARCHAR"),
          new Spine.Column("noise", "DOUBLE"),
          new Spine.Column("flag", "BOOLEAN"),
          new Spine.Column("twin", "DECIMAL(9,2)"),
          new Spine.Column("since", "TIMESTAMP"),
          new Spine.Column("list", "DOUBLE[]"));

  @TempDir static Path folder;
  private static Kernel kernel;
  private static KernelSession session;

  @BeforeAll
  static void rows() {
    kernel = Kernel.open(KernelSettings.defaults(folder.resolve("spill")));
    session = kernel.session();
    session.execute(ROWS);
  }

  @AfterAll
  static void close() {
    session.close();
    kernel.close();
  }

  private static RankingReader.Request request(
      String relation, String label, List<String> groups, List<FeatureColumn> features) {
    return new RankingReader.Request(
        "rows.csv",
        relation,
        COLUMNS,
        "shown",
        new SpineRoles(label, groups, List.of()),
        features,
        0.6,
        0.2,
        1_000_000);
  }

  private static RankingData read(FeatureColumn... features) {
    return RankingReader.read(
        session, request("rows", "wanted", List.of("page", "name"), List.of(features)));
  }

  private static FeatureColumn behaviour(String name) {
    return new FeatureColumn(name, Role.BEHAVIOURAL);
  }

  private static Evaluation evaluate(RankingData data, List<String> subjects, int threads) {
    List<Subject> wanted = new ArrayList<>();
    subjects.forEach(s -> wanted.add(new Subject(s, Subject.Kind.FEATURE, Set.of(s))));
    return new Evaluator(data, wanted, new EvaluationSettings(1, 3, 300, threads)).run(share -> {});
  }

  private static Worth.Verdict verdict(Evaluation evaluation, String name) {
    return evaluation.worth().stream()
        .filter(w -> w.subject().name().equals(name))
        .map(Worth::verdict)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void evaluation_ofKnownTruth_findsIt() {
    RankingData data =
        read(
            new FeatureColumn("good", Role.BASELINE),
            behaviour("color"),
            behaviour("noise"),
            behaviour("flag"));

    Evaluation found = evaluate(data, List.of("good", "color", "noise", "flag"), 2);

    assertThat(found.lift().get(RankingMetric.NDCG_10).low()).isPositive();
    assertThat(found.baseline().get(RankingMetric.AUC).low())
        .isGreaterThan(found.chance().get(RankingMetric.AUC).value());
    assertThat(found.chance().get(RankingMetric.AUC)).isEqualTo(new Estimate(0.5, 0.5, 0.5));
    assertThat(verdict(found, "good")).isEqualTo(Worth.Verdict.HELPS);
    assertThat(verdict(found, "color")).isEqualTo(Worth.Verdict.HELPS);
    assertThat(verdict(found, "noise")).isEqualTo(Worth.Verdict.NOTHING_MEASURABLE);
    assertThat(verdict(found, "flag")).isEqualTo(Worth.Verdict.NOTHING_MEASURABLE);
  }

  @Test
  void evaluation_ofTwoThatSayTheSame_neitherIsMissed() {
    Evaluation found =
        evaluate(read(behaviour("good"), behaviour("twin")), List.of("good", "twin"), 1);

    assertThat(found.baseline()).isEqualTo(found.chance());
    found
        .worth()
        .forEach(w -> assertThat(w.withoutIt().get(RankingMetric.NDCG_10).isPositive()).isFalse());
    assertThat(found.worth()).extracting(Worth::verdict).contains(Worth.Verdict.REPLACEABLE);
  }

  @Test
  void evaluation_ofTheSameSeed_isTheSameWithAnyNumberOfThreads() {
    RankingData data = read(behaviour("good"), behaviour("color"), behaviour("noise"));
    ConcurrentLinkedQueue<Double> progress = new ConcurrentLinkedQueue<>();
    Evaluation one = evaluate(data, List.of("color"), 1);

    assertThat(evaluate(data, List.of("color"), 3)).isEqualTo(one);
    new Evaluator(data, List.of(), new EvaluationSettings(2, 1, 10, 2)).run(progress::add);

    assertThat(progress).contains(1.0);
    assertThat(one.all().get(RankingMetric.NDCG_10).value()).isCloseTo(0.8436, within(0.005));
  }

  @Test
  void read_columns_becomeNumbersOrAreLeftOut() {
    RankingData data =
        read(behaviour("flag"), behaviour("twin"), behaviour("since"), behaviour("list"));
    GroupedRows rows = data.rows();
    int[] first = rows.rowNumbers(new int[] {0});

    assertThat(data.columns())
        .extracting(FeatureColumn::name)
        .containsExactly("flag", "twin", "since");
    assertThat(data.facts().leftOut())
        .containsExactly(
            new RankingData.Note(
                "list", "an array, which trees cannot split; derive numbers from it"));
    assertThat(data.facts().notes())
        .containsExactly(new RankingData.Note("since", "as its age in days"));
    double[] row = rows.matrix(new int[] {first[0]}, new int[] {0, 1, 2});
    assertThat(row[0]).isEqualTo(row[1] < 50 ? 1 : 0);
    assertThat(row[2]).isCloseTo(row[1] / 10, within(1e-3));
    assertThat(first).hasSize(6);
  }

  @Test
  void read_parts_areByTimeAndGroupsStayWhole() {
    RankingData data = read(behaviour("good"));

    assertThat(data.facts().parts())
        .extracting(RankingData.Part::rows)
        .containsExactly(5400L, 1800L, 1800L);
    assertThat(data.facts().parts().get(0).to()).isBefore(data.facts().parts().get(1).from());
    assertThat(data.facts().parts().get(1).to()).isBefore(data.facts().parts().get(2).from());
    assertThat(data.training().length).isLessThan(900).isGreaterThan(700);
  }

  @Test
  void read_moreRowsThanAllowed_samplesGroups() {
    RankingReader.Request all =
        request("rows", "wanted", List.of("page"), List.of(behaviour("good")));
    RankingData data =
        RankingReader.read(
            session,
            new RankingReader.Request(
                all.spine(),
                all.relation(),
                all.columns(),
                all.time(),
                all.roles(),
                all.features(),
                0.8,
                0,
                4_000));

    assertThat(data.facts().sampled()).isBetween(0.4, 0.6);
    assertThat(data.training().length + data.test().length).isBetween(550, 780);
    assertThat(data.validation()).isEmpty();
  }

  @Test
  void read_whatTeachesNothing_saysWhy() {
    Map<String, String> wrong =
        Map.of(
            "SELECT * REPLACE (false AS wanted) FROM rows",
            "--label wanted: all 9,000 rows have the value false, and there is nothing to learn",
            "SELECT * REPLACE (true AS wanted) FROM rows",
            "have the value true",
            "SELECT * REPLACE (NULL::BIGINT AS page) FROM rows",
            "rows.csv has no row with a label, a group and a time (9,000 rows lack one of them)",
            "SELECT * REPLACE (file_row_number AS page) FROM rows",
            "--group page: no group has rows with label 0 and others",
            "SELECT * FROM rows LIMIT 120",
            "part has 4 groups with rows of label 0 and others (expected: at least 10)");
    wrong.forEach(
        (relation, message) ->
            assertThatThrownBy(
                    () ->
                        RankingReader.read(
                            session,
                            request(
                                "(" + relation + ")",
                                "wanted",
                                List.of("page"),
                                List.of(behaviour("good")))))
                .as(relation)
                .hasMessageContaining(message));
  }

  @Test
  void check_wrongColumns_saysWhichAreThere() {
    Map<SpineRoles, String> wrong =
        Map.of(
            new SpineRoles("wnted", List.of("page"), List.of()),
            "--label wnted: the spine has no such column (did you mean 'wanted'?) (expected: the label, one of page, name, shown, wanted, good)",
            new SpineRoles("name", List.of("page"), List.of()),
            "--label name: the column is of type VARCHAR (expected: true and",
            new SpineRoles("wanted", List.of("color"), List.of()),
            "--group color: the spine has no such column",
            new SpineRoles("wanted", List.of("Wanted"), List.of()),
            "Column Wanted is named for --group and --label (expected: one use)",
            new SpineRoles("wanted", List.of("page"), List.of("wanted")),
            "Column wanted is named for --baseline and --label (expected: one use)",
            new SpineRoles("wanted", List.of("page"), List.of("name")),
            "--baseline name: the column is of type VARCHAR");
    List<String> spine = List.of("page", "name", "shown", "wanted", "good");
    List<Spine.Column> columns = COLUMNS.stream().filter(c -> spine.contains(c.name())).toList();
    wrong.forEach(
        (roles, message) ->
            assertThatThrownBy(() -> roles.check(columns)).hasMessageStartingWith(message));
  }

  @Test
  void read_valuesThatModelsCannotUse_saysWhich() {
    List<FeatureColumn> good = List.of(behaviour("good"));
    assertThatThrownBy(
            () -> RankingReader.read(session, request("rows", "good", List.of("page"), good)))
        .hasMessageContaining("--label good: there is a value 0.");
    assertThatThrownBy(() -> read(behaviour("list")))
        .hasMessageContaining("No feature of the service can be used by a model");
  }
}
