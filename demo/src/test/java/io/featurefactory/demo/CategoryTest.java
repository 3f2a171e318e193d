package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CategoryTest {
  @Test
  void sibling_eachCategory_givesTheThreeOthersOfItsGroup() {
    SplitMix random = new SplitMix(1);
    for (Category category : Category.ALL) {
      Set<Integer> siblings = new HashSet<>();
      for (int i = 0; i < 100; i++) {
        siblings.add(category.sibling(random).index());
      }
      assertThat(siblings)
          .hasSize(3)
          .doesNotContain(category.index())
          .allMatch(sibling -> sibling / 4 == category.index() / 4);
    }
  }

  @Test
  void all_indexes_areTheirPlaces() {
    for (int i = 0; i < Category.ALL.size(); i++) {
      assertThat(Category.ALL.get(i).index()).isEqualTo(i);
    }
    assertThat(Category.ALL).extracting(Category::name).doesNotHaveDuplicates();
    assertThat(Category.ALL.stream().mapToDouble(Category::share).sum()).isCloseTo(1, within(1e-9));
  }
}
