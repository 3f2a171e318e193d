package io.featurefactory.control;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.featurefactory.model.DataType;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.FeatureView.Layout;
import io.featurefactory.model.FeatureView.OnlineTarget;
import io.featurefactory.model.ViewId;
import java.io.IOException;
import java.io.StringWriter;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON form of a {@link ViewSchema}, by a stream of tokens: a lookup starts often. */
final class ViewSchemaJson {
  private static final JsonFactory JSON = new JsonFactory();

  /** Raised with every change that an older reader would misunderstand. */
  private static final int FORMAT = 1;

  private ViewSchemaJson() {}

  static String write(ViewSchema schema) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeNumberField("format", FORMAT);
      out.writeStringField("view", schema.view().name());
      out.writeNumberField("version", schema.view().version());
      out.writeStringField("every", schema.every().toString());
      out.writeStringField("fresh_within", schema.freshWithin().toString());
      out.writeArrayFieldStart("keys");
      for (FeatureView.Key key : schema.keys()) {
        startColumn(out, key.name(), key.type());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("features");
      for (ViewSchema.Feature feature : schema.features()) {
        startColumn(out, feature.name(), feature.type());
        out.writeFieldName("empty");
        TypedJson.write(out, feature.empty());
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeArrayFieldStart("online");
      for (OnlineTarget target : schema.online()) {
        writeTarget(out, target);
      }
      out.writeEndArray();
      out.writeEndObject();
    } catch (IOException e) {
      throw new IllegalStateException("a text can always be written", e);
    }
    return text.toString();
  }

  private static void startColumn(JsonGenerator out, String name, DataType type)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("name", name);
    out.writeStringField("type", type.displayName());
  }

  private static void writeTarget(JsonGenerator out, OnlineTarget target) throws IOException {
    out.writeStartObject();
    out.writeStringField("store", target.store());
    out.writeStringField("layout", target.layout().name());
    out.writeStringField("key", target.keyTemplate());
    out.writeStringField("field", target.fieldTemplate());
    out.writeEndObject();
  }

  static ViewSchema read(String json) {
    try (JsonParser in = JSON.createParser(json)) {
      Draft draft = new Draft();
      require(in.nextToken() == JsonToken.START_OBJECT, json);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String field = in.currentName();
        in.nextToken();
        readField(in, field, draft);
      }
      require(draft.format == FORMAT, json);
      return draft.schema();
    } catch (IOException | IllegalArgumentException | DateTimeException e) {
      throw ControlErrors.unreadableSchema(json, e);
    }
  }

  private static void require(boolean condition, String json) {
    if (!condition) {
      throw ControlErrors.unreadableSchema(json, null);
    }
  }

  private static void readField(JsonParser in, String field, Draft draft) throws IOException {
    switch (field) {
      case "format" -> draft.format = in.getIntValue();
      case "view" -> draft.name = in.getText();
      case "version" -> draft.version = in.getIntValue();
      case "every" -> draft.every = Duration.parse(in.getText());
      case "fresh_within" -> draft.freshWithin = Duration.parse(in.getText());
      case "keys" ->
          each(
              in,
              () -> {
                ViewSchema.Feature column = readColumn(in);
                draft.keys.add(new FeatureView.Key(column.name(), column.type()));
              });
      case "features" -> each(in, () -> draft.features.add(readColumn(in)));
      case "online" -> each(in, () -> draft.online.add(readTarget(in)));
      default -> in.skipChildren();
    }
  }

  /** Reads one element, at whose START_OBJECT the parser stands. */
  @FunctionalInterface
  private interface ElementReader {
    void read() throws IOException;
  }

  private static void each(JsonParser in, ElementReader reader) throws IOException {
    while (in.nextToken() == JsonToken.START_OBJECT) {
      reader.read();
    }
  }

  private static ViewSchema.Feature readColumn(JsonParser in) throws IOException {
    String name = "";
    DataType type = DataType.Primitive.VARCHAR;
    @Nullable Object empty = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      switch (field) {
        case "name" -> name = in.getText();
        case "type" -> type = DataType.named(in.getText());
        case "empty" -> empty = TypedJson.read(in, type);
        default -> in.skipChildren();
      }
    }
    return new ViewSchema.Feature(name, type, empty);
  }

  private static OnlineTarget readTarget(JsonParser in) throws IOException {
    String store = "";
    Layout layout = Layout.PACKED;
    @Nullable String key = null;
    @Nullable String template = null;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String field = in.currentName();
      in.nextToken();
      switch (field) {
        case "store" -> store = in.getText();
        case "layout" -> layout = Layout.valueOf(in.getText());
        case "key" -> key = in.getValueAsString();
        case "field" -> template = in.getValueAsString();
        default -> in.skipChildren();
      }
    }
    return new OnlineTarget(store, layout, key, template);
  }

  /** What has been read so far. */
  private static final class Draft {
    int format;
    String name = "";
    int version;
    Duration every = Duration.ZERO;
    Duration freshWithin = Duration.ZERO;
    final List<FeatureView.Key> keys = new ArrayList<>();
    final List<ViewSchema.Feature> features = new ArrayList<>();
    final List<OnlineTarget> online = new ArrayList<>();

    ViewSchema schema() {
      return new ViewSchema(new ViewId(name, version), keys, features, every, freshWithin, online);
    }
  }
}
