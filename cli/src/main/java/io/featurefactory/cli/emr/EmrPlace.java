package io.featurefactory.cli.emr;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a job was submitted at Amazon.
 *
 * @param service {@link #EMR} or {@link #SERVERLESS}
 * @param host id of the cluster, or of the application
 * @param job id of the step, or of the job run
 */
public record EmrPlace(String service, String host, String job) {
  public static final String EMR = "emr";
  public static final String SERVERLESS = "emr-serverless";

  /** As one line. */
  public String text() {
    return service + " " + host + " " + job;
  }

  /** Null if it is none. */
  public static @Nullable EmrPlace find(String text) {
    List<String> words = List.of(text.split(" ", -1));
    return words.size() == 3 && (words.get(0).equals(EMR) || words.get(0).equals(SERVERLESS))
        ? new EmrPlace(words.get(0), words.get(1), words.get(2))
        : null;
  }
}
