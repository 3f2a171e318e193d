package io.featurefactory.server;

import com.fasterxml.jackson.core.JsonGenerator;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.FeatureRef;
import io.featurefactory.model.FeatureService.Member;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.model.ViewId;
import io.featurefactory.online.RowSchema;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServiceCatalog;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ViewRows;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the feature server of Feast, {@code POST /get-online-features}, so that what calls
 * one can call this instead ({@code docs/spec/lookups.md}). Fields that it does not know are
 * ignored, as there.
 */
final class FeastFace {
  private static final int LONGEST_REFERENCE = 400;
  private static final Instant NEVER = Instant.EPOCH;

  private FeastFace() {}

  /** The service of a request, or one that is made of the features that it lists. */
  static ServicePlan plan(RequestReader request, ServiceCatalog catalog) {
    return request.one(List.of("feature_service", "features")).equals("features")
        ? listed(request.list("features"), catalog)
        : catalog.service(request.text("feature_service"));
  }

  private static ServicePlan listed(List<?> references, ServiceCatalog catalog) {
    Map<ViewId, ServedView> views = new LinkedHashMap<>();
    List<Member> members = new ArrayList<>();
    if (references.isEmpty()) {
      throw HttpErrors.noFeatures();
    }
    for (Object reference : references) {
      String text = reference instanceof String written ? written : "";
      int colon = text.indexOf(':');
      if (text.length() > LONGEST_REFERENCE || colon < 1 || colon == text.length() - 1) {
        throw HttpErrors.badFeatureReference(reference);
      }
      ServedView view = catalog.view(text.substring(0, colon)).views().get(0);
      views.put(view.view(), view);
      members.add(member(view, text.substring(colon + 1)));
    }
    FeatureService service =
        new FeatureService("features", 1, "", "", members, Map.of(), List.of(), List.of(), null);
    return ServicePlan.listed(service, views.values());
  }

  private static Member member(ServedView view, String feature) {
    List<RowSchema.Column> columns = view.rows().columns();
    for (RowSchema.Column column : columns) {
      if (column.name().equals(feature)) {
        return new Member(new FeatureRef(view.view(), feature, column.type()), null);
      }
    }
    throw HttpErrors.unknownFeature(
        view.view().name(), feature, columns.stream().map(RowSchema.Column::name).toList());
  }

  /**
   * How the columns are called: the entities as they were sent, then the features.
   *
   * @param full {@code view__feature}, else the feature alone
   */
  static List<String> names(ServicePlan plan, Set<String> entities, boolean full) {
    Set<String> names = new LinkedHashSet<>(entities);
    for (Member member : plan.service().members()) {
      FeatureRef feature = member.feature();
      String name = full ? feature.view().name() + "__" + feature.feature() : feature.feature();
      if (!names.add(name)) {
        throw HttpErrors.ambiguousName(name);
      }
    }
    for (FeatureService.Derived derived : plan.service().derived()) {
      if (!names.add(derived.name())) {
        throw HttpErrors.derivedLikeAnother(derived.name());
      }
    }
    return List.copyOf(names);
  }

  static byte[] answer(LookupAnswer answer, List<String> entities, List<String> names) {
    return AnswerWriter.bytes(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("metadata");
          json.writeArrayFieldStart("feature_names");
          for (String name : names) {
            json.writeString(name);
          }
          json.writeEndArray();
          json.writeEndObject();
          json.writeArrayFieldStart("results");
          for (String entity : entities) {
            writeEntity(json, answer.request(), entity);
          }
          for (int output = 0; output < answer.plan().outputs().size(); output++) {
            writeFeature(json, answer, output);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void writeEntity(JsonGenerator json, LookupRequest request, String entity)
      throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("values");
    for (int row = 0; row < request.rows(); row++) {
      JsonValues.write(json, request.value(entity, row));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("statuses");
    for (int row = 0; row < request.rows(); row++) {
      json.writeString("PRESENT");
    }
    json.writeEndArray();
    json.writeArrayFieldStart("event_timestamps");
    for (int row = 0; row < request.rows(); row++) {
      json.writeString(NEVER.toString());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeFeature(JsonGenerator json, LookupAnswer answer, int output)
      throws IOException {
    ViewRows view = answer.view(output);
    json.writeStartObject();
    json.writeArrayFieldStart("values");
    AnswerWriter.writeValues(json, answer, output);
    json.writeEndArray();
    json.writeArrayFieldStart("statuses");
    for (int row = 0; row < answer.rows(); row++) {
      json.writeString(status(answer.status(output, row), answer.value(output, row)));
    }
    json.writeEndArray();
    json.writeArrayFieldStart("event_timestamps");
    for (int row = 0; row < answer.rows(); row++) {
      Instant changedAt = view == null ? null : view.changedAt(row);
      json.writeString((changedAt == null ? NEVER : changedAt).toString());
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** There, a key that is not found has no value; here it may have one, such as a count of 0. */
  private static String status(ValueStatus status, @Nullable Object value) {
    return switch (status) {
      case PRESENT -> value == null ? "NULL_VALUE" : "PRESENT";
      case EMPTY -> value == null ? "NOT_FOUND" : "PRESENT";
      case STALE -> "OUTSIDE_MAX_AGE";
      case ERROR -> "INVALID";
    };
  }
}
