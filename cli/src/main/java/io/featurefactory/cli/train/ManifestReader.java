package io.featurefactory.cli.train;

import io.featurefactory.cli.train.TrainRequest.Inspection;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlNode;
import io.featurefactory.definitions.yaml.YamlParser;
import io.featurefactory.definitions.yaml.YamlScalar;
import io.featurefactory.definitions.yaml.YamlSequence;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.ViewId;
import io.featurefactory.training.Spine;
import io.featurefactory.training.Split;
import io.featurefactory.training.TrainingPlan.Columns;
import io.featurefactory.training.TrainingPlan.Extra;
import io.featurefactory.training.TrainingPlan.Names;
import io.featurefactory.training.TrainingPlan.Types;
import io.featurefactory.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads manifests; JSON is YAML, and the reader of definitions reads it. */
final class ManifestReader {
  private final Path file;

  private ManifestReader(Path file) {
    this.file = file;
  }

  static Manifest read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw TrainErrors.noManifest(file, "there is no such file");
    } catch (IOException e) {
      throw TrainErrors.noManifest(file, "it cannot be read (" + e.getMessage() + ")");
    }
    Faults faults = new Faults();
    List<YamlNode> documents = YamlParser.parse(file.toString(), text, faults);
    if (faults.count() > 0 || documents.size() != 1) {
      throw TrainErrors.noManifest(file, "it is not JSON");
    }
    try {
      return new ManifestReader(file).manifest(documents.get(0));
    } catch (IllegalArgumentException e) {
      throw TrainErrors.noManifest(file, String.valueOf(e.getMessage()));
    }
  }

  private Manifest manifest(YamlNode root) {
    if (number(root, "format") != ManifestWriter.FORMAT) {
      throw TrainErrors.noManifest(
          file, "its format is %d (expected: 1)".formatted(number(root, "format")));
    }
    YamlNode spine = node(root, "spine");
    YamlNode output = node(root, "output");
    Map<String, Long> snapshots = numbers(node(spine, "snapshots"));
    List<ViewPin> views = new ArrayList<>();
    List<TrainingReport.View> counts = new ArrayList<>();
    for (YamlNode view : items(node(root, "views"))) {
      ViewPin pin = pin(view);
      views.add(pin);
      counts.add(
          new TrainingReport.View(
              pin.view(),
              number(view, "rows_null_key"),
              number(view, "rows_not_served"),
              number(view, "rows_found")));
    }
    List<Spine.Column> columns = new ArrayList<>();
    items(node(output, "columns"))
        .forEach(c -> columns.add(new Spine.Column(text(c, "name"), text(c, "type"))));
    return new Manifest(
        instant(root, "created_at"),
        text(root, "feature_factory"),
        text(root, "project"),
        text(root, "duckdb"),
        request(root, text(spine, "name")),
        text(root, "service_hash"),
        value(Spines.Kind.class, text(spine, "kind")),
        orEmpty(spine, "sha256"),
        snapshots,
        number(root, "runs_snapshot"),
        views,
        text(output, "file"),
        digest(output),
        new TrainingReport(
            number(output, "rows"),
            number(spine, "without_time"),
            counts,
            numbers(node(output, "parts")),
            columns),
        List.of(),
        List.of(),
        Map.of());
  }

  private Digest digest(YamlNode output) {
    Digest.Kind kind =
        output instanceof YamlMapping mapping && mapping.find(Digest.Kind.ROWS_HASH.field()) != null
            ? Digest.Kind.ROWS_HASH
            : Digest.Kind.SHA256;
    return new Digest(kind, text(output, kind.field()));
  }

  private TrainRequest request(YamlNode root, String spine) {
    YamlNode request = node(root, "request");
    Set<Extra> extras = new TreeSet<>();
    items(node(request, "with")).forEach(e -> extras.add(value(Extra.class, scalar(e))));
    return new TrainRequest(
        text(root, "service"),
        spine,
        text(request, "time"),
        texts(node(request, "map")),
        value(AsOf.class, text(root, "as_of")),
        text(request, "store"),
        new Columns(
            value(Names.class, text(request, "names")),
            value(Types.class, text(request, "types")),
            extras),
        text(request, "label"),
        split(node(request, "split")),
        inspections(request));
  }

  private Set<Inspection> inspections(YamlNode request) {
    Set<Inspection> inspections = new TreeSet<>();
    items(node(request, "inspections"))
        .forEach(i -> inspections.add(value(Inspection.class, scalar(i))));
    return inspections;
  }

  private @Nullable Split split(YamlNode node) {
    if (!(node instanceof YamlMapping)) {
      return null;
    }
    List<String> columns = new ArrayList<>();
    items(node(node, "columns")).forEach(c -> columns.add(scalar(c)));
    return new Split(
        share(node, "train"),
        share(node, "validation"),
        columns,
        Duration.of(number(node, "gap_micros"), ChronoUnit.MICROS));
  }

  private ViewPin pin(YamlNode view) {
    String first = orEmpty(view, "first_served");
    String rows = orEmpty(view, "source_snapshot");
    String log = text(view, "log");
    int dot = log.indexOf('.');
    return new ViewPin(
        new ViewId(text(view, "view"), (int) number(view, "version")),
        text(view, "definition"),
        text(view, "store"),
        new TableId(log.substring(0, Math.max(0, dot)), log.substring(dot + 1)),
        number(view, "log_snapshot"),
        number(view, "first_run"),
        number(view, "last_run"),
        rows.isEmpty() ? 0 : number(view, "source_snapshot"),
        first.isEmpty() ? null : instant(view, "first_served"));
  }

  private YamlNode node(YamlNode parent, String name) {
    YamlNode found = parent instanceof YamlMapping mapping ? mapping.find(name) : null;
    if (found == null) {
      throw TrainErrors.noManifest(file, "it has no field '" + name + "'");
    }
    return found;
  }

  private String text(YamlNode parent, String name) {
    return scalar(node(parent, name));
  }

  private String orEmpty(YamlNode parent, String name) {
    return node(parent, name) instanceof YamlScalar scalar && scalar.isNull()
        ? ""
        : text(parent, name);
  }

  private long number(YamlNode parent, String name) {
    return number(name, text(parent, name));
  }

  private long number(String name, String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw TrainErrors.noManifest(file, "%s is '%s', no number".formatted(name, text));
    }
  }

  private double share(YamlNode parent, String name) {
    try {
      return Double.parseDouble(text(parent, name));
    } catch (NumberFormatException e) {
      throw TrainErrors.noManifest(
          file, "%s is '%s', no number".formatted(name, text(parent, name)));
    }
  }

  private Instant instant(YamlNode parent, String name) {
    try {
      return Instant.parse(text(parent, name));
    } catch (DateTimeException e) {
      throw TrainErrors.noManifest(
          file, "%s is '%s', no instant".formatted(name, text(parent, name)));
    }
  }

  private Map<String, Long> numbers(YamlNode node) {
    Map<String, Long> numbers = new LinkedHashMap<>();
    texts(node).forEach((name, text) -> numbers.put(name, number(name, text)));
    return numbers;
  }

  private String scalar(YamlNode node) {
    if (node instanceof YamlScalar scalar) {
      return scalar.text();
    }
    throw TrainErrors.noManifest(file, node.describe() + " where a value is expected");
  }

  private List<YamlNode> items(YamlNode node) {
    return node instanceof YamlSequence sequence ? sequence.items() : List.of();
  }

  private Map<String, String> texts(YamlNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (node instanceof YamlMapping mapping) {
      mapping.entries().forEach(e -> texts.put(e.key().text(), scalar(e.value())));
    }
    return texts;
  }

  private <E extends Enum<E>> E value(Class<E> type, String text) {
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    String known =
        Arrays.stream(type.getEnumConstants())
            .map(value -> value.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw TrainErrors.noManifest(
        file, "it says '%s' where one of %s is expected".formatted(text, known));
  }
}
