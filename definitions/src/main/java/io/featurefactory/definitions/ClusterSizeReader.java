package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.ExecutorSize;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.FactorySettings.Workers;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads how many workers there may be, and how large an executor is. */
final class ClusterSizeReader {
  private static final Workers WORKERS = new Workers(1, 10, 0);
  private static final long GIB = 1L << 30;
  private static final ExecutorSize EXECUTOR = new ExecutorSize(4, 16 * GIB, null);

  /** What EMR Serverless sells: vCPU, least and most GB, and the step between. */
  private static final int[][] SIZES = {
    {1, 2, 8, 1}, {2, 4, 16, 1}, {4, 8, 30, 1}, {8, 16, 60, 4}, {16, 32, 120, 8}
  };

  private static final long LEAST_DISK = 20 * GIB;
  private static final long MOST_DISK = 2000 * GIB;

  private final MappingReader place;
  private final boolean serverless;
  private final boolean machines;
  private final Faults faults;

  /**
   * Of the settings of a place.
   *
   * @param submit which kind of place it is
   */
  ClusterSizeReader(MappingReader place, Submit submit, Faults faults) {
    this.place = place;
    this.serverless = submit == Submit.EMR_SERVERLESS;
    this.machines = submit == Submit.EMR;
    this.faults = faults;
  }

  Workers workers() {
    YamlMapping mapping =
        place.mapping("workers", machines ? "{min: 1, max: 20, spot: 80%}" : "{max: 20}");
    if (mapping == null) {
      return WORKERS;
    }
    MappingReader workers = new MappingReader(mapping, faults);
    Integer min = workers.positiveInteger("min");
    Integer max = workers.positiveInteger("max");
    Double spot = null;
    if (machines) {
      YamlScalar text = workers.scalar("spot", Share.EXPECTATION);
      spot = text == null ? null : Share.find(text.text());
      if (text != null && spot == null) {
        workers.unexpected("spot", text, Share.EXPECTATION);
      }
    }
    int least = Objects.requireNonNullElse(min, WORKERS.min());
    int most = Objects.requireNonNullElse(max, Math.max(least, WORKERS.max()));
    if (most < least) {
      unexpected(workers, "max", "at least min, " + least);
    }
    workers.refuseOthers();
    return new Workers(least, most, Objects.requireNonNullElse(spot, 0.0));
  }

  ExecutorSize executor() {
    YamlMapping mapping = place.mapping("executor", "{cpu: 4, memory: 16GB}");
    if (mapping == null) {
      return EXECUTOR;
    }
    MappingReader executor = new MappingReader(mapping, faults);
    Integer written = executor.positiveInteger("cpu");
    int cpu = Objects.requireNonNullElse(written, EXECUTOR.cpu());
    long memory = Objects.requireNonNullElse(bytes(executor, "memory"), cpu * 4L * GIB);
    Long disk = serverless ? bytes(executor, "disk") : null;
    executor.refuseOthers();
    String expected = serverless ? expectedSize(cpu, memory) : null;
    if (expected != null) {
      faults.add(
          mapping.position(),
          DefinitionErrors.unexpected(
              "executor", "%d cpu with %d MB".formatted(cpu, memory >> 20), expected));
    } else if (memory < 2 * GIB) {
      unexpected(executor, "memory", "at least 2GB");
    }
    if (disk != null && (disk < LEAST_DISK || disk > MOST_DISK)) {
      unexpected(executor, "disk", "20GB to 2000GB, as EMR Serverless has");
    }
    return new ExecutorSize(cpu, memory, disk);
  }

  /** Null if EMR Serverless has workers of that size. */
  private static @Nullable String expectedSize(int cpu, long memory) {
    for (int[] size : SIZES) {
      if (size[0] == cpu) {
        boolean sold =
            memory >= size[1] * GIB && memory <= size[2] * GIB && memory % (size[3] * GIB) == 0;
        return sold
            ? null
            : "%dGB to %dGB in steps of %dGB, as EMR Serverless has with %d"
                .formatted(size[1], size[2], size[3], cpu);
      }
    }
    return "1, 2, 4, 8 or 16, as EMR Serverless has";
  }

  private static @Nullable Long bytes(MappingReader reader, String key) {
    YamlScalar text = reader.scalar(key, ByteSize.EXPECTATION);
    Long bytes = text == null ? null : ByteSize.find(text.text());
    if (text != null && bytes == null) {
      reader.unexpected(key, text, ByteSize.EXPECTATION);
    }
    return bytes;
  }

  private static void unexpected(MappingReader reader, String key, String expectation) {
    reader.unexpected(key, Objects.requireNonNull(reader.find(key)), expectation);
  }
}
