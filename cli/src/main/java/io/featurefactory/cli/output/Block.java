package io.featurefactory.cli.output;

import java.util.List;

/** A part of an answer for people. */
public sealed interface Block permits Block.Text, Block.Prose, Block.Facts, Table {
  /** The lines, at most so many characters wide where that is possible. */
  List<String> lines(int width);

  /** Lines as they are. */
  record Text(List<String> text) implements Block {
    public Text {
      text = List.copyOf(text);
    }

    /** One or several lines. */
    public static Text of(String... lines) {
      return new Text(List.of(lines));
    }

    @Override
    public List<String> lines(int width) {
      return text;
    }
  }

  /** Sentences, wrapped where there is no room. */
  record Prose(List<String> paragraphs) implements Block {
    public Prose {
      paragraphs = List.copyOf(paragraphs);
    }

    /** One or several paragraphs. */
    public static Prose of(String... paragraphs) {
      return new Prose(List.of(paragraphs));
    }

    @Override
    public List<String> lines(int width) {
      return paragraphs.stream().flatMap(p -> Wrapping.wrap(p, width).stream()).toList();
    }
  }

  /** Names and what there is to say of each, two columns. */
  record Facts(List<Fact> facts) implements Block {
    public Facts {
      facts = List.copyOf(facts);
    }

    @Override
    public List<String> lines(int width) {
      return FactLayout.lines(facts, width);
    }
  }

  /** A name and what there is to say of it; wrapped where there is no room. */
  record Fact(String name, String text) {}
}
