package io.featurefactory.definitions;

import io.featurefactory.definitions.yaml.DurationText;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.Position;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.model.Boundaries;
import io.featurefactory.model.Window;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the windows of an aggregate. */
final class WindowReader {
  private static final String LIST = "a list such as [1d, 7d]";
  private static final String LENGTH = "a length such as 7d, or lifetime";
  private static final String LIFETIME = "lifetime";

  private final String aggregate;
  private final @Nullable Duration tile;
  private final Names names;
  private final Faults faults;

  /**
   * @param tile null after a fault
   * @param names those of the view's windowed aggregates before
   */
  WindowReader(String aggregate, @Nullable Duration tile, Names names, Faults faults) {
    this.aggregate = aggregate;
    this.tile = tile;
    this.names = names;
    this.faults = faults;
  }

  /** The windows; empty after a fault in any of them. */
  List<Window> read(MappingReader reader) {
    List<YamlNode> items = reader.items("windows", LIST);
    if (!reader.has("windows")) {
      faults.add(reader.position(), DefinitionErrors.missing("windows", LIST));
    } else if (items.isEmpty() && reader.find("windows") instanceof YamlSequence empty) {
      faults.add(empty.position(), DefinitionErrors.empty("windows", LIST));
    }
    List<Window> windows = new ArrayList<>();
    for (YamlNode item : items) {
      Window window = window(item);
      if (window != null) {
        windows.add(window);
      }
    }
    return windows.size() < items.size() ? List.of() : windows;
  }

  private @Nullable Window window(YamlNode item) {
    if (item instanceof YamlScalar length) {
      return window(length, Duration.ZERO, null, length.position());
    }
    if (!(item instanceof YamlMapping mapping)) {
      faults.add(item.position(), DefinitionErrors.unexpected("windows", item.describe(), LENGTH));
      return null;
    }
    MappingReader reader = new MappingReader(mapping, faults);
    YamlScalar length = reader.requiredScalar("length", LENGTH);
    Duration offset = reader.duration("offset");
    boolean offsetFaulty = offset == null && reader.has("offset");
    YamlScalar name = reader.scalar("name", "a name such as views_before");
    boolean nameFaulty = name == null && reader.has("name");
    reader.refuseOthers();
    if (offset != null && !fits(offset)) {
      faults.add(
          reader.positionOf("offset"),
          DefinitionErrors.notMultiple("offset", DurationText.of(offset), "the tile", tile()));
      offsetFaulty = true;
    }
    if (length == null || offsetFaulty || nameFaulty) {
      return null;
    }
    if (name != null && !Names.isColumn(name, "name", faults)) {
      return null;
    }
    return window(
        length,
        offset == null ? Duration.ZERO : offset,
        name == null ? null : name.text(),
        name == null ? length.position() : name.position());
  }

  private @Nullable Window window(
      YamlScalar length, Duration offset, @Nullable String ownName, Position position) {
    String name = ownName == null ? aggregate + "_" + length.text() : ownName;
    boolean lifetime = length.text().equals(LIFETIME);
    Duration duration = lifetime ? null : DurationText.find(length.text());
    if (!lifetime && (duration == null || duration.isZero())) {
      faults.add(
          length.position(),
          DefinitionErrors.unexpected(
              "windows", length.describe(), DurationText.expectation(length.text(), LENGTH)));
      return null;
    }
    if (duration != null && !fits(duration)) {
      faults.add(
          length.position(),
          DefinitionErrors.notMultiple("windows", length.text(), "the tile", tile()));
      return null;
    }
    return names.take(name, "windowed aggregate", position)
        ? new Window(name, duration, offset)
        : null;
  }

  /** True if tiles fill it without rest, or if the tile has a fault itself. */
  private boolean fits(Duration duration) {
    return tile == null || duration.isZero() || Boundaries.divides(tile, duration);
  }

  private Duration tile() {
    return java.util.Objects.requireNonNull(tile);
  }
}
