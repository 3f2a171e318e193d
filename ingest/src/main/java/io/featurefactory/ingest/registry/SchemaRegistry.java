package io.featurefactory.ingest.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks a registry for schemas. What does not answer is asked some times. For one thread. */
final class SchemaRegistry {
  private static final int ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_DEPTH = 20;

  private final RegistryAddress address;
  private final HttpClient http;
  private final ObjectMapper mapper = new ObjectMapper();

  SchemaRegistry(RegistryAddress address) {
    this.address = address;
    this.http =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
  }

  RegistryAddress address() {
    return address;
  }

  /**
   * The schema of that id.
   *
   * @throws UnknownSchemaException if there is none
   */
  RegisteredSchema load(SchemaId id) {
    return switch (id.kind()) {
      case SCHEMA -> confluent("/schemas/ids/" + id.number(), id, 0);
      case CONTENT -> apicurio("/ids/contentIds/" + id.number(), "", id, 0);
      case GLOBAL -> apicurio("/ids/globalIds/" + id.number(), "", id, 0);
    };
  }

  private RegisteredSchema confluent(String path, SchemaId id, int depth) {
    requireEnd(id, depth);
    JsonNode answer = json(get(path, id));
    Map<String, RegisteredSchema> references = new LinkedHashMap<>();
    for (JsonNode reference : answer.path("references")) {
      references.put(
          reference.path("name").asText(),
          confluent(
              "/subjects/%s/versions/%d"
                  .formatted(
                      encoded(reference.path("subject").asText()),
                      reference.path("version").asInt()),
              id,
              depth + 1));
    }
    return new RegisteredSchema(answer.path("schema").asText(), references);
  }

  /**
   * A text of Apicurio.
   *
   * @param path of what has references
   * @param content where its text is, after the path
   */
  private RegisteredSchema apicurio(String path, String content, SchemaId id, int depth) {
    requireEnd(id, depth);
    String text = get(path + content, id);
    Map<String, RegisteredSchema> references = new LinkedHashMap<>();
    for (JsonNode reference : json(get(path + "/references", id))) {
      String group = reference.path("groupId").asText("default");
      references.put(
          reference.path("name").asText(),
          apicurio(
              "/groups/%s/artifacts/%s/versions/%s"
                  .formatted(
                      encoded(group.equals("null") ? "default" : group),
                      encoded(reference.path("artifactId").asText()),
                      encoded(reference.path("version").asText())),
              isVersion2() ? "" : "/content",
              id,
              depth + 1));
    }
    return new RegisteredSchema(text, references);
  }

  private boolean isVersion2() {
    return address.uri().getPath().endsWith("/v2");
  }

  private static void requireEnd(SchemaId id, int depth) {
    if (depth > MOST_DEPTH) {
      throw RegistryErrors.endlessReferences(id);
    }
  }

  private JsonNode json(String text) {
    try {
      return mapper.readTree(text);
    } catch (JsonProcessingException e) {
      throw RegistryErrors.noRegistry(address, e);
    }
  }

  private String get(String path, SchemaId id) {
    IOException failure = null;
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try {
        HttpResponse<String> response = http.send(request(path), BodyHandlers.ofString());
        int status = response.statusCode();
        if (status == 200) {
          return response.body();
        }
        if (status == 404) {
          throw RegistryErrors.unknown(address, id);
        }
        if (status < 500) {
          throw RegistryErrors.refused(address, status);
        }
        failure = new IOException("status " + status);
      } catch (IOException e) {
        failure = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw RegistryErrors.noAnswer(address, e);
      }
      pause();
    }
    throw RegistryErrors.noAnswer(address, failure);
  }

  private HttpRequest request(String path) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create(address.uri() + path)).timeout(PATIENCE);
    String authorization = address.authorization();
    if (authorization != null) {
      builder.header("Authorization", authorization);
    }
    return builder.build();
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static void pause() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
