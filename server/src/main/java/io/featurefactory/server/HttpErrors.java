package io.featurefactory.server;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.Suggestions;
import io.featurefactory.serving.RequestErrors;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every way in which a request is refused. */
final class HttpErrors {
  private HttpErrors() {}

  static String ownFault() {
    return "This is a fault of Feature Factory; its log has the stack trace";
  }

  static FactoryException cannotTrace(RuntimeException e) {
    return new FactoryException(
        Kind.USER,
        ("Traces cannot be exported: %s (expected: variables OTEL_... as OpenTelemetry defines"
                + " them, OTEL_TRACES_EXPORTER=otlp, OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf)."
                + " OTEL_TRACES_EXPORTER=none serves without them")
            .formatted(e.getMessage()),
        e);
  }

  static FactoryException emptyBody() {
    return user("The body is empty (expected: a JSON object)");
  }

  static FactoryException noObject(String found) {
    return user(
        "The body begins with %s (expected: a JSON object)"
            .formatted(RequestErrors.shortened(found)));
  }

  static FactoryException afterTheEnd(JsonLocation at) {
    return user(
        "The body goes on after the object, at %s (expected: its end)".formatted(place(at)));
  }

  static FactoryException noJson(JsonProcessingException e) {
    JsonLocation at = e.getLocation();
    return user(
        "The body is no JSON: %s%s".formatted(said(e), at == null ? "" : ", at " + place(at)));
  }

  static FactoryException beyondLimits(StreamConstraintsException e) {
    return user("The body is beyond the limits of a request: " + said(e));
  }

  /** Without the names of the parser's classes and settings. */
  private static String said(JsonProcessingException e) {
    return String.valueOf(e.getOriginalMessage())
        .replaceAll("[,:]? *[(]?(enable|from) `[^`]*`[^)]*[)]?", "");
  }

  private static String place(JsonLocation at) {
    return "line " + at.getLineNr() + ", column " + at.getColumnNr();
  }

  static FactoryException unknownField(String name, Collection<String> known) {
    return user(
        "Unknown field '%s'%s (expected: %s)"
            .formatted(
                RequestErrors.shortened(name),
                Suggestions.of(name, known),
                String.join(", ", known)));
  }

  static FactoryException wrongField(String name, @Nullable Object found, String expected) {
    return user("%s: %s (expected: %s)".formatted(name, RequestErrors.describe(found), expected));
  }

  static FactoryException notOneOf(List<String> names, int found) {
    return user(
        "%s of %s given (expected: exactly one)"
            .formatted(found == 0 ? "None" : "More than one", String.join(", ", names)));
  }

  static FactoryException noFeatures() {
    return user("features: an empty list (expected: texts such as \"ad_performance:ctr_7d\")");
  }

  static String encoded(String encoding) {
    return "The body is encoded, as %s (expected: a JSON object without content-encoding)"
        .formatted(RequestErrors.shortened(encoding));
  }

  static FactoryException badFeatureReference(@Nullable Object found) {
    return user(
        "features: %s (expected: texts such as \"ad_performance:ctr_7d\")"
            .formatted(RequestErrors.describe(found)));
  }

  static FactoryException unknownFeature(String view, String feature, Collection<String> known) {
    return user(
        "View %s has no feature '%s'%s (expected: one of %s)"
            .formatted(
                view,
                RequestErrors.shortened(feature),
                Suggestions.of(feature, known),
                String.join(", ", known)));
  }

  static FactoryException ambiguousName(String name) {
    return user(
        "%s is the name of two columns (expected: one; ask with \"full_feature_names\": true)"
            .formatted(name));
  }

  static FactoryException derivedLikeAnother(String name) {
    return user(
        "%s is the name of a derived feature and of a key, which columns of Feast cannot tell apart. Ask by POST /v1/lookup, or rename it in a new version of the service"
            .formatted(name));
  }

  static FactoryException unknownHost(ServerSettings settings) {
    return new FactoryException(
        Kind.USER,
        "Cannot listen at %s: no host of that name is known (expected: an address of this machine, or 0.0.0.0 for all). Change --host"
            .formatted(settings.host()));
  }

  static FactoryException cannotListen(ServerSettings settings, Throwable cause) {
    return new FactoryException(
        Kind.EXTERNAL,
        "Cannot listen at %s, port %d: %s. Take an address of this machine (--host), and a port at which nobody else listens (--port)"
            .formatted(settings.host(), settings.port(), cause.getMessage()),
        cause);
  }

  private static FactoryException user(String message) {
    return new FactoryException(Kind.USER, message);
  }
}
