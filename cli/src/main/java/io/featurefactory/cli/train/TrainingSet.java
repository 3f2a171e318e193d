package io.featurefactory.cli.train;

import io.featurefactory.cli.output.Fields;
import io.featurefactory.cli.output.Json;
import io.featurefactory.cli.output.OutputFile;
import io.featurefactory.cli.project.AppliedService;
import io.featurefactory.cli.project.HiddenFile;
import io.featurefactory.cli.project.Project;
import io.featurefactory.lake.Exchange;
import io.featurefactory.lake.FileFormat;
import io.featurefactory.lake.KernelSession;
import io.featurefactory.lake.ResultFolder;
import io.featurefactory.lake.TableId;
import io.featurefactory.training.ColumnFacts;
import io.featurefactory.training.Joiner;
import io.featurefactory.training.Leak;
import io.featurefactory.training.LeakCheck;
import io.featurefactory.training.LocalJoiner;
import io.featurefactory.training.Spine;
import io.featurefactory.training.TaskJoiner;
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
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes a training set and its manifest.
 *
 * <p>Both are written beside their places and moved there when they are complete.
 */
public final class TrainingSet {
  private final Project project;
  private final AppliedService service;
  private final DoubleConsumer progress;

  /**
   * For an applied service.
   *
   * @param progress is told, in another thread, what part of the join is done, 0 to 1
   */
  public TrainingSet(Project project, AppliedService service, DoubleConsumer progress) {
    this.project = project;
    this.service = service;
    this.progress = progress;
  }

  /**
   * Makes it.
   *
   * @param spine as a path, absolute
   * @param check is shown the columns of the spine before anything is joined
   */
  public Manifest write(
      TrainRequest request, Path spine, OutputFile out, Consumer<List<Spine.Column>> check) {
    return write(request, spine, out, null, check);
  }

  /**
   * Makes one again.
   *
   * @param spine as it is named now
   * @param spinePath the same as a path, absolute
   */
  public Manifest writeAgain(Manifest then, String spine, Path spinePath, OutputFile out) {
    requireSameProject(then);
    return write(then.request().withSpine(spine), spinePath, out, then, columns -> {});
  }

  private Manifest write(
      TrainRequest request,
      Path spine,
      OutputFile out,
      @Nullable Manifest again,
      Consumer<List<Spine.Column>> check) {
    TableId table = OutputTable.named(out.path());
    FileFormat format = table == null ? FileFormat.of(out.path()) : FileFormat.PARQUET;
    if (format == null) {
      throw TrainErrors.outputType(out.given());
    }
    if (table != null) {
      OutputTable.requireNew(project.warehouse(), table);
    }
    requireOther(spine, out.path());
    boolean here = project.tasksRunHere();
    try (ResultFolder folder = ResultFolder.make(project.kernel().settings());
        Exchange exchange = here && table == null ? null : Exchange.open(project.warehouse())) {
      TaskJoiner tasks =
          exchange == null ? null : new TaskJoiner(project.scheduler(), project.kernel(), exchange);
      return new Making(request, spine, out, again, folder.path(), format, table, tasks)
          .make(check);
    }
  }

  /** One training set in the making. */
  private final class Making {
    private final TrainRequest request;
    private final Path spinePath;
    private final OutputFile out;
    private final @Nullable Manifest again;
    private final Path folder;
    private final FileFormat format;
    private final @Nullable TableId table;
    private final @Nullable TaskJoiner tasks;
    private final Joiner joiner;
    private final Map<String, Duration> took = new LinkedHashMap<>();

    Making(
        TrainRequest request,
        Path spinePath,
        OutputFile out,
        @Nullable Manifest again,
        Path folder,
        FileFormat format,
        @Nullable TableId table,
        @Nullable TaskJoiner tasks) {
      this.request = request;
      this.spinePath = spinePath;
      this.out = out;
      this.again = again;
      this.folder = folder;
      this.format = format;
      this.table = table;
      this.tasks = tasks;
      this.joiner =
          tasks == null || project.tasksRunHere()
              ? new LocalJoiner(project.kernel(), folder)
              : tasks;
    }

    Manifest make(Consumer<List<Spine.Column>> check) {
      PinnedViews views =
          new PinnedViews(
              project,
              service,
              request.asOf(),
              request.store(),
              again == null ? null : new PinnedViews.Pins(again.runsSnapshot(), again.views()));
      FileState before = Files.isRegularFile(spinePath) ? FileState.of(spinePath) : null;
      Spines.Opened spine =
          new Spines(project, folder, project.tasksRunHere() ? null : tasks)
              .open(request.spine(), spinePath, again == null ? null : again.snapshots());
      check.accept(spine.spine().columns());
      TrainRequest found = withTime(spine.spine());
      TrainingPlan plan =
          new TrainingPlan(
              service.service(),
              views.logs(),
              spine.spine(),
              new Spine.Mapping(found.time(), found.map()),
              found.columns(),
              found.split());
      LeakCheck leakCheck =
          request.label().isEmpty() ? null : new LeakCheck(plan, request.label(), folder);
      Path beside = HiddenFile.beside(out.path());
      Thread whenStopped = new Thread(() -> deleteFile(beside));
      Runtime.getRuntime().addShutdownHook(whenStopped);
      try {
        MadeRows rows = timed("join", () -> rows(plan, beside));
        if (before != null) {
          before.requireSame();
        }
        List<ColumnFacts> statistics = timed("statistics", () -> statistics(rows));
        List<Leak> leaks = timed("leak_check", () -> leaks(leakCheck, plan, views));
        Manifest manifest = manifest(found, views, spine, rows, statistics, leaks);
        if (again != null) {
          Reproduction.check(again, manifest);
        }
        rows.publish();
        writeManifest(manifest);
        return manifest;
      } finally {
        deleteFile(beside);
        forget(whenStopped);
      }
    }

    private MadeRows rows(TrainingPlan plan, Path beside) {
      if (table != null && tasks != null) {
        return new TableRows(project, table, tasks, tasks.rows(plan, progress));
      }
      TrainingReport report = joiner.write(plan, beside, format.options(), progress);
      return new FileRows(project, beside, format, out, report);
    }

    private TrainRequest withTime(Spine spine) {
      return new TrainRequest(
          service.name(),
          request.spine(),
          request.time().isEmpty() ? time(spine) : request.time(),
          request.map(),
          request.asOf(),
          request.store(),
          request.columns(),
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

    private List<ColumnFacts> statistics(MadeRows rows) {
      return request.inspections().contains(TrainRequest.Inspection.STATISTICS)
          ? rows.statistics()
          : List.of();
    }

    private List<Leak> leaks(@Nullable LeakCheck check, TrainingPlan plan, PinnedViews views) {
      if (!request.inspections().contains(TrainRequest.Inspection.LEAKS)) {
        return List.of();
      }
      List<Leak> leaks = new ArrayList<>(views.unknownAvailability());
      if (check != null && plan.spine().rows() > 0) {
        leaks.addAll(check.run(joiner, project.kernel()));
      }
      return leaks;
    }

    private Manifest manifest(
        TrainRequest found,
        PinnedViews views,
        Spines.Opened spine,
        MadeRows rows,
        List<ColumnFacts> statistics,
        List<Leak> leaks) {
      String version = TrainingSet.class.getPackage().getImplementationVersion();
      return new Manifest(
          project.clock().instant(),
          version == null ? "development" : version,
          project.settings().project(),
          engine(),
          found,
          service.entry().definition().meaningHash(),
          spine.kind(),
          spine.hash(),
          spine.snapshots(),
          views.runsSnapshot(),
          views.pins(),
          String.valueOf(out.path().getFileName()),
          rows.digest(),
          rows.report(),
          statistics,
          leaks,
          took);
    }

    private void writeManifest(Manifest manifest) {
      Path file = manifestOf(out.path());
      Path written = HiddenFile.beside(file);
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

  /** Whether one that was made again has been compared with what it was: not in another format. */
  public static boolean wasCompared(Manifest then, Manifest now) {
    return Reproduction.comparable(then, now);
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

  /** A spine that was replaced by what was made of it could not be used again. */
  private static void requireOther(Path spine, Path out) {
    try {
      if (Files.exists(spine) && Files.exists(out) && Files.isSameFile(spine, out)) {
        throw TrainErrors.overSpine(out);
      }
    } catch (IOException e) {
      throw TrainErrors.cannotWrite(out, e);
    }
  }

  private void requireSameProject(Manifest then) {
    String here = project.settings().project();
    if (!then.project().equals(here)) {
      throw TrainErrors.otherProject(then.project(), here);
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // the process is ending, and the hook at work
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
