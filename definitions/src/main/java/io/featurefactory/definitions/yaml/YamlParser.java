package io.featurefactory.definitions.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads YAML 1.2 into nodes. Anchors, aliases and tags are refused: they would let a small file
 * stand for a huge one, and definitions do not need them.
 */
public final class YamlParser {
  private static final int DEEPEST = 40;
  private static final int MOST_CODE_POINTS = 3 * 1024 * 1024;
  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(MOST_CODE_POINTS).build();

  private final String file;
  private final SourceText source;
  private final Faults faults;
  private final Iterator<Event> events;

  private YamlParser(String file, String text, Faults faults) {
    this.file = file;
    this.source = new SourceText(file, text);
    this.faults = faults;
    this.events = new Parse(SETTINGS).parseString(text).iterator();
  }

  /**
   * The documents of a text that are not empty, in order; those before a mistake if it is not YAML.
   *
   * @param file name for messages
   */
  public static List<YamlNode> parse(String file, String text, Faults faults) {
    List<YamlNode> documents = new ArrayList<>();
    try {
      new YamlParser(file, text, faults).documents(documents);
    } catch (Unreadable unreadable) {
      faults.add(unreadable.position, unreadable.getMessage());
    } catch (MarkedYamlEngineException e) {
      faults.add(position(file, e.getProblemMark()), notYaml(e));
    } catch (ReaderException e) {
      Position position = new SourceText(file, text).position(e.getPosition());
      faults.add(position, YamlErrors.unprintable(e.getCodePoint()));
    } catch (YamlEngineException e) {
      faults.add(new Position(file, 1, 1), YamlErrors.notYaml(String.valueOf(e.getMessage())));
    }
    return documents;
  }

  private static String notYaml(MarkedYamlEngineException e) {
    String problem = e.getProblem();
    return YamlErrors.notYaml(problem == null ? String.valueOf(e.getContext()) : problem);
  }

  private void documents(List<YamlNode> documents) {
    while (events.hasNext()) {
      Event event = events.next();
      if (event instanceof NodeEvent start) {
        YamlNode root = node(start, 0);
        if (!(root instanceof YamlScalar scalar && scalar.isNull())) {
          documents.add(root);
        }
      }
    }
  }

  private YamlNode node(NodeEvent event, int depth) {
    Position position = position(file, event.getStartMark());
    if (depth > DEEPEST) {
      throw new Unreadable(position, YamlErrors.tooDeep(DEEPEST));
    }
    if (event instanceof AliasEvent || event.getAnchor().isPresent()) {
      throw new Unreadable(position, YamlErrors.alias());
    }
    if (event instanceof ScalarEvent scalar) {
      refuseTag(position, scalar.getTag());
      return scalar(scalar, position);
    }
    CollectionStartEvent collection = (CollectionStartEvent) event;
    refuseTag(position, collection.getTag());
    return collection.getEventId() == Event.ID.MappingStart
        ? mapping(position, depth)
        : sequence(position, depth);
  }

  private void refuseTag(Position position, Optional<String> tag) {
    if (tag.isPresent()) {
      throw new Unreadable(position, YamlErrors.tag(tag.get()));
    }
  }

  private YamlScalar scalar(ScalarEvent event, Position position) {
    int from = event.getStartMark().map(Mark::getIndex).orElse(0);
    int to = event.getEndMark().map(Mark::getIndex).orElse(from);
    return new YamlScalar(
        position, event.getValue(), !event.isPlain(), new SourceText.Span(source, from, to));
  }

  private YamlSequence sequence(Position position, int depth) {
    List<YamlNode> items = new ArrayList<>();
    for (NodeEvent event = child(); event != null; event = child()) {
      items.add(node(event, depth + 1));
    }
    return new YamlSequence(position, items);
  }

  private YamlMapping mapping(Position position, int depth) {
    List<YamlMapping.Entry> entries = new ArrayList<>();
    Map<String, Position> known = new HashMap<>();
    for (NodeEvent event = child(); event != null; event = child()) {
      YamlNode key = node(event, depth + 1);
      NodeEvent next = child();
      YamlNode value = node(java.util.Objects.requireNonNull(next), depth + 1);
      if (!(key instanceof YamlScalar name)) {
        faults.add(key.position(), YamlErrors.keyIsNoText(key.describe()));
        continue;
      }
      Position first = known.putIfAbsent(name.text(), name.position());
      if (first == null) {
        entries.add(new YamlMapping.Entry(name, value));
      } else {
        faults.add(name.position(), YamlErrors.duplicateKey(name.text(), first.line()));
      }
    }
    return new YamlMapping(position, entries);
  }

  /** The start of the next node of a collection; null at its end. */
  private @Nullable NodeEvent child() {
    return events.next() instanceof NodeEvent node ? node : null;
  }

  private static Position position(String file, Optional<Mark> mark) {
    return mark.map(m -> new Position(file, m.getLine() + 1, m.getColumn() + 1))
        .orElse(new Position(file, 1, 1));
  }

  /** Ends the reading of a file. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Position position;

    Unreadable(Position position, String message) {
      super(message, null, false, false);
      this.position = position;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }
}
