package io.featurefactory.demo;

import java.util.List;

/**
 * What somebody typed.
 *
 * @param text lower case; without commas, quotes, backslashes and line breaks, so that writers need
 *     no escapes
 * @param category what the search engine takes it for
 */
record Query(String text, Category category) {
  private static final List<String> BEFORE =
      List.of(
          "",
          "used ",
          "cheap ",
          "new ",
          "red ",
          "black ",
          "white ",
          "blue ",
          "vintage ",
          "small ",
          "large ",
          "like new ",
          "green ",
          "kids ",
          "mens ",
          "womens ",
          "grey ",
          "antique ",
          "light ",
          "defective ");
  private static final List<String> AFTER =
      List.of(
          "",
          " berlin",
          " hamburg",
          " münchen",
          " köln",
          " set",
          " pro",
          " 2024",
          " 2022",
          " mini",
          " xl",
          " with box",
          " bargain",
          " swap",
          " pickup",
          " original",
          " branded",
          " leather",
          " wood",
          " steel",
          " 128gb",
          " 26 inch",
          " size 38",
          " size 42",
          " for two",
          " outdoor",
          " 90s",
          " spare parts",
          " café",
          " limited");

  /** The n-th most frequent query of a category, from 0; all texts of a category differ. */
  static Query of(Category category, int n) {
    int nouns = category.nouns().size();
    String noun = category.nouns().get(n % nouns);
    int rest = n / nouns;
    String before = BEFORE.get(rest % BEFORE.size());
    rest /= BEFORE.size();
    String after = AFTER.get(rest % AFTER.size());
    rest /= AFTER.size();
    String model = rest == 0 ? "" : " " + rest;
    return new Query(before + noun + after + model, category);
  }
}
