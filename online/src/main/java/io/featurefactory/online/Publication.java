package io.featurefactory.online;

import io.featurefactory.model.ViewId;
import java.time.Instant;
import java.util.HexFormat;

/**
 * What is to be in an online store.
 *
 * @param schema of the view's rows
 * @param log identifies the feature log that the rows come from, and changes when it is made anew
 * @param run whose values these are
 * @param watermark the run's boundary
 */
public record Publication(ViewId view, RowSchema schema, String log, long run, Instant watermark) {

  /** What the rows are made from: rows of another origin cannot be continued, only replaced. */
  public String origin() {
    return log + " " + HexFormat.of().toHexDigits(schema.fingerprint());
  }
}
