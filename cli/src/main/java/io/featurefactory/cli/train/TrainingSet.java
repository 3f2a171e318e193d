package io.featurefactory.cli.train;

import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Json;
import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultFolder;
import io.featurefactory.lake.SqlText;
import io.featurefactory.lake.TableId;
import io.featurefactory.model.AppliedDefinition;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.Registry;
import io.featurefactory.training.ColumnFacts;
import io.featurefactory.training.Leak;
import io.featurefactory.training.LeakCheck;
import io.featurefactory.training.Spine;
import io.featurefactory.training.TrainingJoin;
import io.featurefactory.training.TrainingPlan;
import io.featurefactory.training.TrainingReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a training set and its manifest.
 *
 * <p>Both are written beside their places and moved there when they are complete.
 */
public final class TrainingSet {
  private final Project project;
  private final ProjectFiles files;
  private final Registry.Snapshot applied;
  private final AppliedDefinition service;

  /** For an applied service. */
  public TrainingSet(
      Project project, ProjectFiles files, Registry.Snapshot applied, AppliedDefinition service) {
    this.project = project;
    this.files = files;
    this.applied = applied;
    this.service = service;
  }

  /**
   * Makes it.
   *
   * @param spine as a path, absolute
   * @param out absolute
   * @param again the manifest of one that is to be made again; null for a new one
   */
  public Manifest write(TrainRequest request, Path spine, Path out, @Nullable Manifest again) {
    TableId table = OutputTable.named(out);
    String format = table == null ? format(out) : "FORMAT parquet";
    if (table != null) {
      OutputTable.requireNew(project.warehouse(), table);
    }
    try (ResultFolder folder = ResultFolder.make(project.kernel().settings())) {
      return new Making(request, spine, out, again, folder.path(), format, table).make();
    }
  }

  /** One training set in the making. */
  private final class Making {
    private final TrainRequest request;
    private final Path spinePath;
    private final Path out;
    private final @Nullable Manifest again;
    private final Path folder;
    private final String format;
    private final @Nullable TableId table;
    private final Map<String, Duration> took = new LinkedHashMap<>();

    Making(
        TrainRequest request,
        Path spinePath,
        Path out,
        @Nullable Manifest again,
        Path folder,
        String format,
        @Nullable TableId table) {
      this.request = request;
      this.spinePath = spinePath;
      this.out = out;
      this.again = again;
      this.folder = folder;
      this.format = format;
      this.table = table;
    }

    Manifest make() {
      PinnedViews views =
          new PinnedViews(
              project,
              files,
              applied,
              service,
              request.asOf(),
              request.store(),
              again == null ? null : new PinnedViews.Pins(again.runsSnapshot(), again.views()));
      Spines.Opened spine =
          new Spines(project, folder)
              .open(request.spine(), spinePath, again == null ? null : again.snapshots());
      TrainRequest found = withTime(spine.spine());
      FeatureService definition = files.service(service, applied);
      TrainingPlan plan =
          new TrainingPlan(
              definition,
              views.logs(),
              spine.spine(),
              new Spine.Mapping(found.time(), found.map()),
              found.names(),
              found.extras(),
              found.split());
      Path written = out.resolveSibling("." + out.getFileName() + "." + UUID.randomUUID());
      try {
        TrainingReport report =
            timed("join", () -> new TrainingJoin(plan).write(project.kernel(), written, format));
        List<ColumnFacts> statistics = timed("statistics", () -> statistics(report, written));
        List<Leak> leaks = timed("leak_check", () -> leaks(plan, views));
        Manifest manifest = manifest(found, views, spine, written, report, statistics, leaks);
        if (again != null) {
          Reproduction.check(again, manifest);
        }
        if (table == null) {
          move(written, out);
        } else {
          OutputTable.create(project, table, written, report.columns());
        }
        writeManifest(manifest);
        return manifest;
      } finally {
        deleteFile(written);
      }
    }

    private TrainRequest withTime(Spine spine) {
      return new TrainRequest(
          service.id().name() + "@" + service.id().version(),
          request.spine(),
          request.time().isEmpty() ? time(spine) : request.time(),
          request.map(),
          request.asOf(),
          request.store(),
          request.names(),
          request.extras(),
          request.label(),
          request.split(),
          request.inspections());
    }

    private <T> T timed(String step, Supplier<T> work) {
      long started = System.nanoTime();
      T result = work.get();
      took.put(step, Duration.ofNanos(System.nanoTime() - started));
      return result;
    }

    private List<ColumnFacts> statistics(TrainingReport report, Path written) {
      if (!request.inspections().contains(TrainRequest.Inspection.STATISTICS)) {
        return List.of();
      }
      try (KernelSession session = project.kernel().session()) {
        return ColumnFacts.of(session, relation(written, format), report.columns());
      }
    }

    private List<Leak> leaks(TrainingPlan plan, PinnedViews views) {
      if (!request.inspections().contains(TrainRequest.Inspection.LEAKS)) {
        return List.of();
      }
      List<Leak> leaks = new ArrayList<>(views.unknownAvailability());
      if (!request.label().isEmpty() && plan.spine().rows() > 0) {
        leaks.addAll(new LeakCheck(plan, request.label(), folder).run(project.kernel()));
      }
      return leaks;
    }

    private Manifest manifest(
        TrainRequest found,
        PinnedViews views,
        Spines.Opened spine,
        Path written,
        TrainingReport report,
        List<ColumnFacts> statistics,
        List<Leak> leaks) {
      String version = TrainingSet.class.getPackage().getImplementationVersion();
      return new Manifest(
          project.clock().instant(),
          version == null ? "development" : version,
          engine(),
          found,
          service.definition().meaningHash(),
          spine.kind(),
          spine.hash(),
          spine.snapshots(),
          views.runsSnapshot(),
          views.pins(),
          String.valueOf(out.getFileName()),
          Digests.sha256(written),
          report,
          statistics,
          leaks,
          took);
    }

    private void writeManifest(Manifest manifest) {
      Path file = manifestOf(out);
      Path written = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID());
      try {
        Files.writeString(written, Json.text(ManifestWriter.fields(manifest)) + "\n");
        Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw TrainErrors.cannotWrite(file, e);
      } finally {
        deleteFile(written);
      }
    }
  }

  /**
   * Keeps what the training set was made of, so that it can be made again after housekeeping.
   *
   * @return the tag of the snapshots
   */
  public static String keep(Project project, Manifest manifest) {
    KeptSnapshots.keep(project, manifest);
    return KeptSnapshots.tag(manifest);
  }

  /** The warnings of a manifest, as its JSON has them. */
  public static List<Fields> warnings(Manifest manifest) {
    return ManifestWriter.warnings(manifest);
  }

  /** The manifest in a file. */
  public static Manifest read(Path manifest) {
    return ManifestReader.read(manifest);
  }

  /** Where the manifest of a training set is. */
  public static Path manifestOf(Path out) {
    return out.resolveSibling(out.getFileName() + ".manifest.json");
  }

  private String engine() {
    try (KernelSession session = project.kernel().session()) {
      return session.query("SELECT version()", row -> String.valueOf(row.string(0))).get(0);
    }
  }

  /** The column {@code event_time}, or the only one with times. */
  private static String time(Spine spine) {
    Spine.Column usual = spine.find("event_time");
    if (usual != null) {
      return usual.name();
    }
    List<String> times =
        spine.columns().stream()
            .filter(c -> c.type().startsWith("TIMESTAMP"))
            .map(Spine.Column::name)
            .toList();
    if (times.size() != 1) {
      throw TrainErrors.noTime(spine.name(), times);
    }
    return times.get(0);
  }

  private static String format(Path out) {
    String name = out.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".parquet")) {
      return "FORMAT parquet";
    }
    if (name.endsWith(".csv")) {
      return "FORMAT csv, HEADER";
    }
    if (name.endsWith(".csv.gz")) {
      return "FORMAT csv, HEADER, COMPRESSION gzip";
    }
    if (name.endsWith(".json") || name.endsWith(".jsonl")) {
      return "FORMAT json";
    }
    throw TrainErrors.outputType(out);
  }

  private static String relation(Path file, String format) {
    String path = SqlText.text(file.toString());
    if (format.startsWith("FORMAT parquet")) {
      return "read_parquet(" + path + ")";
    }
    return format.startsWith("FORMAT csv")
        ? "read_csv(%s, header = true, sample_size = -1%s)"
            .formatted(path, format.contains("gzip") ? ", compression = 'gzip'" : "")
        : "read_json(" + path + ", format = 'newline_delimited', sample_size = -1)";
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw TrainErrors.cannotWrite(to, e);
    }
  }

  private static void deleteFile(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      return; // a hidden file stays behind, and does no harm
    }
  }
}
