package io.featurefactory.control;

import io.featurefactory.model.FeatureStatistics;
import io.featurefactory.model.FeatureStatistics.Quantile;
import io.featurefactory.model.StatisticsStore;
import io.featurefactory.model.ViewId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Statistics of features in a relational database. */
final class SqlStatisticsStore implements StatisticsStore {
  private final Database database;

  SqlStatisticsStore(Database database) {
    this.database = database;
  }

  @Override
  public void write(ViewId view, Instant boundary, List<FeatureStatistics> statistics) {
    database.write(
        session -> {
          session.update(
              """
              DELETE FROM feature_statistics
              WHERE view_name = ? AND view_version = ? AND boundary = ?
              """,
              view.name(),
              view.version(),
              boundary);
          for (int i = 0; i < statistics.size(); i++) {
            insert(session, view, boundary, i, statistics.get(i));
          }
          return statistics.size();
        });
  }

  private static void insert(
      Session session, ViewId view, Instant boundary, int position, FeatureStatistics statistics)
      throws SQLException {
    session.update(
        """
        INSERT INTO feature_statistics (
          view_name, view_version, boundary, position, feature, row_count, null_rate, mean,
          minimum, maximum, quantiles)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        view.name(),
        view.version(),
        boundary,
        position,
        statistics.feature(),
        statistics.rowCount(),
        statistics.nullRate(),
        statistics.mean(),
        statistics.minimum(),
        statistics.maximum(),
        text(statistics.quantiles()));
  }

  @Override
  public List<FeatureStatistics> read(ViewId view, Instant boundary) {
    return database.read(
        session ->
            session.query(
                """
                SELECT * FROM feature_statistics
                WHERE view_name = ? AND view_version = ? AND boundary = ?
                ORDER BY position
                """,
                SqlStatisticsStore::statistics,
                view.name(),
                view.version(),
                boundary));
  }

  @Override
  public List<AtBoundary> history(ViewId view, String feature, int limit) {
    return database.read(
        session ->
            session.query(
                """
                SELECT * FROM feature_statistics
                WHERE view_name = ? AND view_version = ? AND feature = ?
                ORDER BY boundary DESC
                LIMIT ?
                """,
                row -> new AtBoundary(row.instant("boundary"), statistics(row)),
                view.name(),
                view.version(),
                feature,
                limit));
  }

  @Override
  public void forget(ViewId view) {
    database.write(
        session ->
            session.update(
                "DELETE FROM feature_statistics WHERE view_name = ? AND view_version = ?",
                view.name(),
                view.version()));
  }

  private static FeatureStatistics statistics(Row row) throws SQLException {
    return new FeatureStatistics(
        row.text("feature"),
        row.number("row_count"),
        row.real("null_rate"),
        row.nullableReal("mean"),
        row.nullableText("minimum"),
        row.nullableText("maximum"),
        quantiles(row.text("quantiles")));
  }

  /** {@code 0.5=17.0 0.9=203.25}, read only by this class. */
  private static String text(List<Quantile> quantiles) {
    return quantiles.stream().map(q -> q.q() + "=" + q.value()).collect(Collectors.joining(" "));
  }

  private static List<Quantile> quantiles(String text) {
    return Arrays.stream(text.split(" ", -1))
        .filter(part -> !part.isEmpty())
        .map(part -> part.split("=", 2))
        .map(pair -> new Quantile(Double.parseDouble(pair[0]), Double.parseDouble(pair[1])))
        .toList();
  }
}
