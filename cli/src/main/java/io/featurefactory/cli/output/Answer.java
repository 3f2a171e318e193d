package io.featurefactory.cli.output;

import java.util.ArrayList;
import java.util.List;

/**
 * What a command answers: the same for programs and for people.
 *
 * @param json for {@code --output json}
 * @param blocks for {@code --output table}, with an empty line between them
 * @param outcome of the command
 * @param problems what was not done and why, and warnings about what was done: lines for standard
 *     error, whatever the format
 */
public record Answer(Fields json, List<Block> blocks, Outcome outcome, List<String> problems) {
  public Answer {
    blocks = List.copyOf(blocks);
    problems = List.copyOf(problems);
  }

  /** Of a command whose answer says it all. */
  public Answer(Fields json, List<Block> blocks, Outcome outcome) {
    this(json, blocks, outcome, List.of());
  }

  /** How a command ended. */
  public enum Outcome {
    DONE,
    /** Something was not done; the answer says what. */
    FAILED
  }

  /** Of a command that did what was asked, if there are no problems; else of one that failed. */
  public static Answer of(Fields json, List<Block> blocks, List<String> problems) {
    return new Answer(json, blocks, problems.isEmpty() ? Outcome.DONE : Outcome.FAILED, problems);
  }

  /** Of a command that did what was asked. */
  public static Answer done(Fields json, Block... blocks) {
    return new Answer(json, List.of(blocks), Outcome.DONE);
  }

  /** Of a command that did what was asked. */
  public static Answer done(Fields json, List<Block> blocks) {
    return new Answer(json, blocks, Outcome.DONE);
  }

  /** The same with one more block at the end. */
  public Answer with(Block block) {
    List<Block> all = new ArrayList<>(blocks);
    all.add(block);
    return new Answer(json, all, outcome, problems);
  }

  /** The text for a format. */
  public String text(Format format, int width) {
    if (format == Format.JSON) {
      return Json.text(json) + "\n";
    }
    StringBuilder text = new StringBuilder();
    for (Block block : blocks) {
      List<String> lines = block.lines(width);
      if (!lines.isEmpty()) {
        text.append(text.length() == 0 ? "" : "\n").append(String.join("\n", lines)).append('\n');
      }
    }
    return text.toString();
  }
}
