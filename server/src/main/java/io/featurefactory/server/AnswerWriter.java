package io.featurefactory.server;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.Published;
import io.featurefactory.model.ValueStatus;
import io.featurefactory.online.RowValues;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ViewRows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Answers as JSON ({@code docs/spec/lookups.md}). */
final class AnswerWriter {
  private static final Map<ValueStatus, SerializedString> STATUSES =
      new EnumMap<>(ValueStatus.class);

  static {
    for (ValueStatus status : ValueStatus.values()) {
      STATUSES.put(status, new SerializedString(status.name()));
    }
  }

  private AnswerWriter() {}

  /** Writes with a generator. */
  interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  static byte[] bytes(Body body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4_096);
    try (JsonGenerator json = JsonText.FACTORY.createGenerator(out)) {
      body.write(json);
    } catch (IOException e) {
      throw new IllegalStateException(e); // there is no file or network
    }
    return out.toByteArray();
  }

  static byte[] error(String message) {
    return bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("error", message);
          json.writeEndObject();
        });
  }

  /**
   * An answer.
   *
   * @param details whether runs and times of change are told for each row
   */
  static byte[] answer(LookupAnswer answer, boolean details) {
    return bytes(
        json -> {
          ServicePlan plan = answer.plan();
          FactoryException failure = answer.failure();
          json.writeStartObject();
          json.writeStringField("service", plan.service().name());
          json.writeNumberField("version", plan.service().version());
          json.writeStringField("asked_at", answer.request().askedAt().toString());
          json.writeNumberField("rows", answer.rows());
          json.writeBooleanField("complete", failure == null);
          json.writeArrayFieldStart("features");
          for (int output = 0; output < plan.outputs().size(); output++) {
            writeFeature(json, answer, output);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("views");
          for (ViewRows view : answer.views()) {
            writeView(json, view, answer.rows(), details);
          }
          json.writeEndArray();
          if (failure != null) {
            json.writeStringField("error", failure.getMessage());
          }
          json.writeEndObject();
        });
  }

  private static void writeFeature(JsonGenerator json, LookupAnswer answer, int output)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", answer.plan().outputs().get(output).name());
    json.writeArrayFieldStart("values");
    writeValues(json, answer, output);
    json.writeEndArray();
    json.writeArrayFieldStart("statuses");
    for (int row = 0; row < answer.rows(); row++) {
      json.writeString(STATUSES.get(answer.status(output, row)));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** The values of a column. */
  static void writeValues(JsonGenerator json, LookupAnswer answer, int output) throws IOException {
    boolean isDouble = answer.plan().outputs().get(output).type() == DataType.Primitive.DOUBLE;
    ViewRows rows = answer.view(output);
    if (!isDouble || rows == null) {
      for (int row = 0; row < answer.rows(); row++) {
        JsonValues.write(json, answer.value(output, row));
      }
      return;
    }
    int column = answer.column(output);
    for (int row = 0; row < answer.rows(); row++) {
      RowValues values = rows.values(row);
      if (values == null || values.isNull(column)) {
        JsonValues.write(json, answer.value(output, row));
      } else {
        JsonValues.writeDouble(json, values.doubleAt(column));
      }
    }
  }

  private static void writeView(JsonGenerator json, ViewRows view, int rows, boolean details)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("view", view.view().view().name());
    json.writeNumberField("version", view.view().view().version());
    Published published = view.published();
    if (published != null) {
      json.writeStringField("store", view.store());
      json.writeNumberField("run", published.run());
      json.writeStringField("watermark", published.watermark().toString());
      json.writeNumberField("age_seconds", view.age().toSeconds());
      json.writeBooleanField("behind", view.behind());
    }
    FactoryException failure = view.failure();
    if (failure != null) {
      json.writeStringField("error", failure.getMessage());
    }
    if (details) {
      json.writeArrayFieldStart("runs");
      for (int row = 0; row < rows; row++) {
        json.writeNumber(view.run(row));
      }
      json.writeEndArray();
      json.writeArrayFieldStart("changed_at");
      for (int row = 0; row < rows; row++) {
        JsonValues.write(json, view.changedAt(row));
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** A request for two rows of a service, with values that are made up. */
  static String example(String field, ServicePlan plan) {
    byte[] json =
        bytes(
            body -> {
              body.writeStartObject();
              body.writeStringField(field, plan.service().name());
              body.writeObjectFieldStart("entities");
              for (ServicePlan.Parameter parameter : plan.parameters().values()) {
                if (parameter.role() != ServicePlan.Parameter.Role.RESOLVED_KEY) {
                  body.writeArrayFieldStart(parameter.name());
                  JsonValues.write(body, JsonValues.example(parameter.type(), 1));
                  JsonValues.write(body, JsonValues.example(parameter.type(), 2));
                  body.writeEndArray();
                }
              }
              body.writeEndObject();
              body.writeEndObject();
            });
    return new String(json, StandardCharsets.UTF_8);
  }

  /** What services there are, and what they ask and answer. */
  static byte[] services(List<ServicePlan> services) {
    return bytes(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("services");
          for (ServicePlan plan : services) {
            json.writeStartObject();
            json.writeStringField("service", plan.service().name());
            json.writeNumberField("version", plan.service().version());
            json.writeStringField("description", plan.service().description());
            json.writeArrayFieldStart("entities");
            for (ServicePlan.Parameter parameter : plan.parameters().values()) {
              json.writeStartObject();
              json.writeStringField("name", parameter.name());
              json.writeStringField("type", parameter.type().displayName());
              json.writeStringField("role", parameter.role().name());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeArrayFieldStart("features");
            for (ServicePlan.Output output : plan.outputs()) {
              json.writeStartObject();
              json.writeStringField("name", output.name());
              json.writeStringField("type", output.type().displayName());
              json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
