package io.featurefactory.client;

import io.featurefactory.model.Boundaries;
import io.featurefactory.protocol.v1.LookupResponse;
import io.featurefactory.protocol.v1.Timestamps;
import io.featurefactory.protocol.v1.Values;
import io.featurefactory.protocol.v1.ViewAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads answers. */
final class AnswerMessage {
  private AnswerMessage() {}

  static FeatureAnswer read(LookupResponse message) {
    List<FeatureColumn> columns = new ArrayList<>(message.getFeaturesCount());
    for (io.featurefactory.protocol.v1.FeatureColumn column : message.getFeaturesList()) {
      columns.add(new MessageColumn(column));
    }
    return new FeatureAnswer(
        message.getService() + "@" + message.getVersion(),
        message.getRows(),
        Boundaries.ofMicros(message.getAskedAtMicros()),
        text(message.getFailure()),
        columns,
        message.getViewsList().stream().map(AnswerMessage::facts).toList());
  }

  private static ViewFacts facts(ViewAnswer view) {
    String failure = text(view.getFailure());
    boolean answered = !view.getStore().isEmpty();
    return new ViewFacts(
        view.getView() + "@" + view.getVersion(),
        failure,
        view.getStore(),
        view.getRun(),
        answered ? Boundaries.ofMicros(view.getWatermarkMicros()) : null,
        Duration.ofSeconds(view.getAgeSeconds()),
        view.getBehind(),
        view.getRunsList(),
        instants(view.getChangedAt()));
  }

  private static List<@Nullable Instant> instants(Values values) {
    Timestamps times = values.getTimestamps();
    List<@Nullable Instant> instants = new ArrayList<>(times.getMicrosCount());
    for (int i = 0; i < times.getMicrosCount(); i++) {
      instants.add(
          MessageColumn.isNull(values, i) ? null : Boundaries.ofMicros(times.getMicros(i)));
    }
    return instants;
  }

  private static @Nullable String text(String text) {
    return text.isEmpty() ? null : text;
  }
}
