package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class QueryTest {
  @Test
  void of_anyNumber_givesTextsOfItsCategoryThatDiffer() {
    Category phones = Category.ALL.get(0);
    List<String> texts =
        IntStream.range(0, 20_000).mapToObj(n -> Query.of(phones, n).text()).toList();

    assertThat(texts).doesNotHaveDuplicates().contains("iphone", "used smartphone münchen");
    assertThat(Query.of(phones, 3).category()).isEqualTo(phones);
  }

  @Test
  void of_anyNumber_needsNoEscapes() {
    assertThat(words()).noneMatch(text -> text.matches("(?s).*[,\"\\\\\\p{Cntrl}].*|\\s.*|.*\\s"));
  }

  private static Stream<String> words() {
    Stream<String> queries =
        Category.ALL.stream()
            .flatMap(c -> IntStream.range(0, 4_000).mapToObj(n -> Query.of(c, n).text()));
    Stream<String> cities = Stream.of(City.values()).map(City::displayName);
    return Stream.concat(Stream.concat(queries, cities), Category.ALL.stream().map(Category::name));
  }
}
