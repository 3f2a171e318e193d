package io.featurefactory.cli.emr;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Amazon's two ways to run a job of Spark, as the settings of a project ask for them. */
public final class Emr {
  private static final int MOST_OF_PROJECT = 40;
  private static final int BYTES_OF_HASH = 4;

  private Emr() {}

  /** Submits a job; the cluster or application is made if it is not there. */
  public static Submission submit(SparkSettings spark, EmrJob job) {
    EmrSettings emr = Objects.requireNonNull(spark.emr());
    return spark.submit() == Submit.EMR_SERVERLESS
        ? EmrServerlessRun.submit(emr, job)
        : EmrStep.submit(emr, job);
  }

  /**
   * A job that was submitted before.
   *
   * @param spark the settings of now
   * @param text of its place, as it was kept
   * @return null if these settings are not of Amazon
   */
  public static @Nullable Submission find(SparkSettings spark, String text) {
    EmrSettings emr = spark.emr();
    EmrPlace place = EmrPlace.find(text);
    if (emr == null || place == null) {
      return null;
    }
    return place.service().equals(EmrPlace.SERVERLESS)
        ? EmrServerlessRun.of(emr, place)
        : EmrStep.of(emr, place);
  }

  /** What the cluster or application for a job is called: with other settings it is another one. */
  static String placeName(EmrJob job, EmrSettings emr) {
    String project = job.project();
    String made =
        List.of(project, emr.fleet(), emr.workers(), emr.executor(), "" + emr.role(), job.logs())
            .toString();
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(made.getBytes(StandardCharsets.UTF_8));
      String start = project.substring(0, Math.min(project.length(), MOST_OF_PROJECT));
      return "ff-" + start + "-" + HexFormat.of().formatHex(hash, 0, BYTES_OF_HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // each JVM has it
    }
  }
}
