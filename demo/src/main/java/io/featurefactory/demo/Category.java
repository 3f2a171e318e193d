package io.featurefactory.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What kind of thing an ad offers or a query looks for.
 *
 * @param index place in {@link #ALL}; four neighbours from a multiple of 4 are siblings, which
 *     people confuse or compare
 * @param name lower case, ASCII
 * @param typicalPrice the price that half of the ads are below, in whole units
 * @param demand visits, relative to the other categories
 * @param nouns what people call it
 */
record Category(int index, String name, int typicalPrice, int demand, List<String> nouns) {
  /** Categories that are siblings of each other, itself included. */
  static final int SIBLINGS = 4;

  static final List<Category> ALL =
      List.of(
          of(0, "phones", 220, 90, "iphone", "smartphone", "galaxy"),
          of(1, "laptops", 450, 62, "laptop", "notebook", "macbook"),
          of(2, "tablets", 180, 30, "tablet", "ipad", "e-reader"),
          of(3, "audio", 60, 34, "headphones", "speaker", "turntable"),
          of(4, "sofas", 280, 52, "sofa", "couch", "armchair"),
          of(5, "tables", 120, 38, "table", "desk", "sideboard"),
          of(6, "beds", 160, 33, "bed", "mattress", "bunk bed"),
          of(7, "lamps", 35, 16, "lamp", "floor lamp", "chandelier"),
          of(8, "cars", 6900, 84, "golf", "hatchback", "estate car"),
          of(9, "bicycles", 240, 56, "bicycle", "e-bike", "bike"),
          of(10, "scooters", 900, 22, "scooter", "vespa", "moped"),
          of(11, "motorcycles", 3200, 27, "motorcycle", "enduro", "chopper"),
          of(12, "dresses", 28, 40, "dress", "evening gown", "skirt"),
          of(13, "jackets", 45, 36, "jacket", "parka", "coat"),
          of(14, "shoes", 40, 44, "sneakers", "boots", "shoes"),
          of(15, "bags", 38, 24, "handbag", "backpack", "suitcase"),
          of(16, "toys", 18, 35, "lego", "puzzle", "toy train"),
          of(17, "prams", 150, 26, "pram", "buggy", "stroller"),
          of(18, "baby_clothes", 12, 28, "romper", "baby clothes", "bodysuit"),
          of(19, "school", 22, 12, "school bag", "calculator", "atlas"),
          of(20, "plants", 15, 19, "monstera", "olive tree", "cactus"),
          of(21, "garden_tools", 70, 21, "lawn mower", "hedge trimmer", "shears"),
          of(22, "grills", 110, 14, "grill", "smoker", "fire bowl"),
          of(23, "pools", 190, 9, "pool", "whirlpool", "pool pump"),
          of(24, "books", 8, 31, "novel", "cookbook", "textbook"),
          of(25, "instruments", 260, 23, "guitar", "piano", "violin"),
          of(26, "games", 25, 37, "playstation", "board game", "console"),
          of(27, "camping", 85, 18, "tent", "sleeping bag", "camping stove"),
          of(28, "fitness", 130, 25, "treadmill", "dumbbells", "rowing machine"),
          of(29, "skis", 140, 11, "skis", "snowboard", "ski boots"),
          of(30, "football", 30, 15, "football", "jersey", "goal"),
          of(31, "running", 55, 13, "running shoes", "gps watch", "running vest"));

  private static final double ALL_DEMAND = ALL.stream().mapToInt(Category::demand).sum();

  /** Share of all visits. */
  double share() {
    return demand / ALL_DEMAND;
  }

  /** One of the other categories of its group. */
  Category sibling(SplitMix random) {
    int group = index - index % SIBLINGS;
    int other = random.below(SIBLINGS - 1);
    return ALL.get(group + (group + other >= index ? other + 1 : other));
  }

  private static Category of(
      int index, String name, int typicalPrice, int demand, String... nouns) {
    return new Category(index, name, typicalPrice, demand, List.of(nouns));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Category category && category.index == index;
  }

  @Override
  public int hashCode() {
    return index;
  }
}
