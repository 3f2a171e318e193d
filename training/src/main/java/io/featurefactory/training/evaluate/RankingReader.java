package io.featurefactory.training.evaluate;

import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultRow;
import io.featurefactory.lake.SqlText;
import io.featurefactory.training.Spine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Reads a training set into memory as groups of numbers, in three parts by time. */
public final class RankingReader {
  private static final int LEAST_GROUPS = 10;
  private static final int GREATEST_LABEL = 30;
  private static final List<String> PARTS = List.of("train", "validation", "test");

  private final KernelSession session;
  private final Request request;
  private final List<ColumnEncoding> encodings = new ArrayList<>();
  private final List<RankingData.Note> leftOut = new ArrayList<>();
  private final List<RankingData.Note> notes = new ArrayList<>();

  /**
   * What to read.
   *
   * @param spine as the user named it, for messages
   * @param relation for FROM, with a column {@code file_row_number}
   * @param columns of the relation
   * @param roles of columns of the spine, {@linkplain SpineRoles#check checked}
   * @param features that models may use; those of a type that they cannot use are left out
   * @param train share of the rows
   * @param validation share of the rows; 0 for none
   * @param mostRows of counted groups; more are sampled by group
   */
  public record Request(
      String spine,
      String relation,
      List<Spine.Column> columns,
      String time,
      SpineRoles roles,
      List<FeatureColumn> features,
      double train,
      double validation,
      long mostRows) {
    public Request {
      columns = List.copyOf(columns);
      features = List.copyOf(features);
    }
  }

  private RankingReader(KernelSession session, Request request) {
    this.session = session;
    this.request = request;
  }

  /**
   * Reads.
   *
   * @param session gets temporary tables
   */
  public static RankingData read(KernelSession session, Request request) {
    return new RankingReader(session, request).read();
  }

  private RankingData read() {
    labelledRows();
    long[] counts = counts();
    groups();
    List<RankingData.Part> parts = parts();
    checkParts(parts);
    double share = sampledShare();
    number(share);
    encode();
    if (encodings.stream().allMatch(e -> e.column().role() == FeatureColumn.Role.BASELINE)) {
      throw EvaluateErrors.noFeatures();
    }
    List<int[]> groupsOfParts = new ArrayList<>();
    PARTS.forEach(part -> groupsOfParts.add(groupsOf(part)));
    boolean[] categorical = new boolean[encodings.size()];
    for (int i = 0; i < categorical.length; i++) {
      categorical[i] = encodings.get(i).isCategorical();
    }
    return new RankingData(
        rows(),
        encodings.stream().map(ColumnEncoding::column).toList(),
        categorical,
        groupsOfParts,
        new RankingData.Facts(counts[0], counts[0] - counts[1], share, parts, leftOut, notes));
  }

  private Spine.Column column(String name) {
    return request.columns().stream()
        .filter(c -> c.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow();
  }

  /** The rows that have all they need. */
  private void labelledRows() {
    String group =
        IntStream.range(0, request.roles().groups().size())
            .mapToObj(i -> "g%d := %s".formatted(i, SqlText.name(request.roles().groups().get(i))))
            .collect(Collectors.joining(", "));
    session.execute(
        """
        CREATE OR REPLACE TEMP VIEW labelled AS
        SELECT * EXCLUDE (file_row_number),
          file_row_number AS __row,
          %1$s::TIMESTAMP AS __at,
          %2$s::DOUBLE AS __label,
          struct_pack(%3$s) AS __group
        FROM %4$s
        WHERE %1$s IS NOT NULL AND %2$s IS NOT NULL AND %5$s"""
            .formatted(
                SqlText.name(request.time()),
                SqlText.name(request.roles().label()),
                group,
                request.relation(),
                request.roles().groups().stream()
                    .map(g -> SqlText.name(g) + " IS NOT NULL")
                    .collect(Collectors.joining(" AND "))));
  }

  /** All rows, and those that have all they need; an error if their labels teach nothing. */
  private long[] counts() {
    long all = one("SELECT count(*) FROM " + request.relation(), row -> row.longValue(0));
    return one(
        """
        SELECT count(*), min(__label), max(__label),
          min(__label) FILTER (WHERE __label <> floor(__label) OR __label NOT BETWEEN 0 AND %d)
        FROM labelled"""
            .formatted(GREATEST_LABEL),
        row -> {
          long labelled = row.longValue(0);
          if (labelled == 0) {
            throw EvaluateErrors.noRows(request.spine(), all);
          }
          if (row.value(3) instanceof Number wrong) {
            throw EvaluateErrors.labelValue(request.roles().label(), wrong.toString());
          }
          double least = ((Number) Objects.requireNonNull(row.value(1))).doubleValue();
          double greatest = ((Number) Objects.requireNonNull(row.value(2))).doubleValue();
          if (least > 0 || greatest == 0) {
            throw EvaluateErrors.oneClass(
                request.roles().label(), labelText(least, greatest), labelled);
          }
          return new long[] {all, labelled};
        });
  }

  private String labelText(double least, double greatest) {
    if (column(request.roles().label()).type().equals("BOOLEAN")) {
      return greatest > 0 ? "true" : "false";
    }
    return least == greatest ? Long.toString((long) least) : "above 0";
  }

  /** The groups, each in the part in which its first row is. */
  private void groups() {
    session.execute(
        """
        CREATE OR REPLACE TEMP TABLE found_groups AS
        WITH gathered AS (
          SELECT __group, min(__at) AS began, min(__row) AS first_row, count(*) AS row_count,
            count(*) FILTER (WHERE __label > 0) AS positives
          FROM labelled GROUP BY __group),
        placed AS (
          SELECT *,
            -- rows of groups that began before this one
            sum(row_count) OVER (ORDER BY began) - sum(row_count) OVER (PARTITION BY began) AS before,
            sum(row_count) OVER () AS total
          FROM gathered)
        SELECT __group, began, first_row, row_count,
          positives BETWEEN 1 AND row_count - 1 AS counts,
          CASE WHEN before < %1$s * total THEN 'train'
               WHEN before < %2$s * total THEN 'validation'
               ELSE 'test' END AS part
        FROM placed"""
            .formatted(plain(request.train()), plain(request.train() + request.validation())));
  }

  private static String plain(double number) {
    return String.format(Locale.ROOT, "%.9f", number);
  }

  private List<RankingData.Part> parts() {
    List<RankingData.Part> parts = new ArrayList<>();
    for (String part : PARTS) {
      if (part.equals("validation") && request.validation() == 0) {
        continue;
      }
      parts.add(
          one(
              """
              SELECT min(began), max(began), coalesce(sum(row_count), 0)::BIGINT, count(*),
                count(*) FILTER (WHERE counts)
              FROM found_groups WHERE part = '%s'"""
                  .formatted(part),
              row ->
                  new RankingData.Part(
                      part,
                      instant(row, 0),
                      instant(row, 1),
                      row.longValue(2),
                      row.longValue(3),
                      row.longValue(4))));
    }
    return parts;
  }

  private static @Nullable Instant instant(ResultRow row, int column) {
    return row.value(column) instanceof Instant instant ? instant : null;
  }

  private void checkParts(List<RankingData.Part> parts) {
    if (parts.stream().mapToLong(RankingData.Part::counted).sum() == 0) {
      throw EvaluateErrors.oneRowGroups(request.roles().label(), request.roles().groups());
    }
    for (RankingData.Part part : parts) {
      if (part.counted() < LEAST_GROUPS) {
        throw EvaluateErrors.fewGroups(part.name(), part.counted(), LEAST_GROUPS);
      }
    }
  }

  private double sampledShare() {
    long rows =
        one(
            "SELECT coalesce(sum(row_count), 0)::BIGINT FROM found_groups WHERE counts",
            row -> row.longValue(0));
    return rows <= request.mostRows() ? 1 : request.mostRows() / (double) rows;
  }

  /** Numbers the groups that count, in the order of time. */
  private void number(double share) {
    session.execute(
        """
        CREATE OR REPLACE TEMP TABLE numbered AS
        SELECT __group, part, row_count, row_number() OVER (ORDER BY began, first_row) - 1 AS number
        FROM found_groups
        WHERE counts%s"""
            .formatted(
                share == 1
                    ? ""
                    : " AND md5_number_upper(first_row::VARCHAR)::DOUBLE / 18446744073709551616.0 < "
                        + plain(share)));
  }

  private void encode() {
    for (FeatureColumn feature : request.features()) {
      Spine.Column column = column(feature.name());
      ColumnEncoding encoding = ColumnEncoding.of(session, feature, column);
      if (encoding == null) {
        leftOut.add(new RankingData.Note(feature.name(), ColumnEncoding.whyNot(column.type())));
      } else {
        encodings.add(encoding);
        if (!encoding.note().isEmpty()) {
          notes.add(new RankingData.Note(feature.name(), encoding.note()));
        }
      }
    }
  }

  private int[] groupsOf(String part) {
    return session
        .query(
            "SELECT number FROM numbered WHERE part = '%s' ORDER BY number".formatted(part),
            row -> Math.toIntExact(row.longValue(0)))
        .stream()
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private GroupedRows rows() {
    List<Long> sizes =
        session.query("SELECT row_count FROM numbered ORDER BY number", row -> row.longValue(0));
    int[] starts = new int[sizes.size() + 1];
    for (int i = 0; i < sizes.size(); i++) {
      starts[i + 1] = Math.toIntExact(starts[i] + sizes.get(i));
    }
    int count = starts[sizes.size()];
    int[] labels = new int[count];
    double[][] values = new double[encodings.size()][count];
    int[] next = {0};
    session.forEach(
        """
        SELECT l.__label, %s
        FROM labelled l JOIN numbered n ON l.__group = n.__group
        ORDER BY n.number, l.__row"""
            .formatted(
                encodings.stream().map(ColumnEncoding::sql).collect(Collectors.joining(", "))),
        row -> {
          int at = next[0]++;
          labels[at] = ((Number) Objects.requireNonNull(row.value(0))).intValue();
          IntStream.range(0, values.length).forEach(c -> values[c][at] = number(row.value(c + 1)));
        });
    return new GroupedRows(labels, values, starts);
  }

  private static double number(@Nullable Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  private <T> T one(String sql, Function<ResultRow, T> mapper) {
    return session.query(sql, mapper).get(0);
  }
}
