package io.featurefactory.server;

import io.featurefactory.model.FactoryException;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Sends traces to a collector, as the environment variables of OpenTelemetry say ({@code
 * docs/spec/lookups.md}). For any number of threads.
 */
final class TraceExport implements AutoCloseable {
  private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);
  private static final AttributeKey<String> SERVICE = AttributeKey.stringKey("service.name");
  private static final String NO_NAME = "unknown_service:java";

  private final OpenTelemetrySdk sdk;
  private final ToldExporter exporter;

  private TraceExport(OpenTelemetrySdk sdk, ToldExporter exporter) {
    this.sdk = sdk;
    this.exporter = exporter;
  }

  /** True if the variables ask for traces; loads nothing of OpenTelemetry. */
  static boolean isAskedFor(Map<String, String> environment) {
    String exporter = environment.getOrDefault("OTEL_TRACES_EXPORTER", "").strip();
    boolean endpoint =
        isSet(environment, "OTEL_EXPORTER_OTLP_ENDPOINT")
            || isSet(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    return !environment.getOrDefault("OTEL_SDK_DISABLED", "").strip().equalsIgnoreCase("true")
        && (exporter.isEmpty() ? endpoint : !exporter.equals("none"));
  }

  private static boolean isSet(Map<String, String> environment, String name) {
    return !environment.getOrDefault(name, "").isBlank();
  }

  /**
   * Starts it; a collector that is away is no error.
   *
   * @return null if the variables do not ask for it
   * @throws FactoryException USER if they are wrong
   */
  static @Nullable TraceExport open(Map<String, String> environment) {
    if (!isAskedFor(environment)) {
      return null;
    }
    ToldExporter exporter = new ToldExporter();
    try {
      OpenTelemetrySdk sdk =
          AutoConfiguredOpenTelemetrySdk.builder()
              .disableShutdownHook()
              .addPropertiesCustomizer(ignored -> properties(environment))
              .addResourceCustomizer((resource, ignored) -> named(resource))
              .addSpanExporterCustomizer((inner, ignored) -> exporter.around(inner))
              .build()
              .getOpenTelemetrySdk();
      return new TraceExport(sdk, exporter);
    } catch (RuntimeException e) { // whatever it is called, it is what the variables say
      throw HttpErrors.cannotTrace(e);
    }
  }

  private static Map<String, String> properties(Map<String, String> environment) {
    Map<String, String> properties = new HashMap<>();
    properties.put("otel.exporter.otlp.protocol", "http/protobuf");
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_") && !value.isBlank()) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value.strip());
          }
        });
    properties.putIfAbsent("otel.traces.exporter", "otlp");
    properties.put("otel.metrics.exporter", "none");
    properties.put("otel.logs.exporter", "none");
    return properties;
  }

  private static Resource named(Resource resource) {
    return NO_NAME.equals(resource.getAttribute(SERVICE))
        ? resource.merge(Resource.create(Attributes.of(SERVICE, "feature-factory")))
        : resource;
  }

  /** What makes spans. */
  OpenTelemetry telemetry() {
    return sdk;
  }

  /** What became of them. */
  ToldExporter exporter() {
    return exporter;
  }

  /** Sends what waits, as far as there is time. */
  @Override
  public void close() {
    var ignored = sdk.shutdown().join(LONGEST_GOODBYE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
