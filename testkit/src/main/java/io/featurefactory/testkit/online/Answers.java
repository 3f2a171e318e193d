package io.featurefactory.testkit.online;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.RowAnswer;
import io.featurefactory.model.StoredRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares answers: a store may forget the tombstones of finished runs, or keep them. */
final class Answers {
  private Answers() {}

  static void assertSame(List<RowAnswer> actual, List<RowAnswer> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      RowAnswer left = actual.get(i);
      RowAnswer right = expected.get(i);
      assertThat(left.progress()).isEqualTo(right.progress());
      assertThat(left.rows()).hasSameSizeAs(right.rows());
      for (int k = 0; k < left.rows().size(); k++) {
        assertThat(present(left.rows().get(k))).isEqualTo(present(right.rows().get(k)));
        if (left.progress() != null) {
          assertThat(left.run(k)).isEqualTo(right.run(k));
        }
      }
    }
  }

  private static @Nullable StoredRow present(@Nullable StoredRow row) {
    return row == null || row.deleted() ? null : row;
  }
}
