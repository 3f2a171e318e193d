package io.featurefactory.cli.output;

import java.util.ArrayList;
import java.util.List;

/** Lays out facts: the texts begin in one column. */
final class FactLayout {
  private FactLayout() {}

  static List<String> lines(List<Block.Fact> facts, int width) {
    int name = facts.stream().mapToInt(f -> f.name().length()).max().orElse(0) + 2;
    List<String> lines = new ArrayList<>();
    for (Block.Fact fact : facts) {
      String start = fact.name();
      for (String part : Wrapping.wrap(fact.text(), Math.max(20, width - name))) {
        lines.add((start + " ".repeat(name - start.length()) + part).stripTrailing());
        start = "";
      }
    }
    return lines;
  }
}
