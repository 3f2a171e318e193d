package io.featurefactory.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The results for programs: {@code machine}, and {@code sections[]} with {@code case}, {@code
 * events}, {@code figures[]} (every run of every process) and {@code verdicts[]}. Seconds and
 * bytes.
 */
final class JsonReport {
  private JsonReport() {}

  /** Writes the file, in place of one that may be there. */
  static void write(Path file, Map<String, String> machine, List<Section> sections) {
    try {
      Files.createDirectories(file.getParent());
      try (JsonGenerator json = new JsonFactory().createGenerator(Files.newBufferedWriter(file))) {
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeObjectFieldStart("machine");
        for (Map.Entry<String, String> fact : machine.entrySet()) {
          json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("sections");
        for (Section section : sections) {
          write(json, section);
        }
        json.writeEndArray();
        json.writeEndObject();
      }
    } catch (IOException e) {
      throw BenchErrors.cannot("write " + file, e);
    }
  }

  private static void write(JsonGenerator json, Section section) throws IOException {
    json.writeStartObject();
    json.writeStringField("case", section.benchCase());
    json.writeNumberField("events", section.events());
    json.writeStringField("title", section.title());
    json.writeArrayFieldStart("figures");
    for (Figure figure : section.figures()) {
      write(json, figure);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("verdicts");
    for (Verdict verdict : section.verdicts()) {
      write(json, verdict);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("notes");
    for (String note : section.notes()) {
      json.writeString(note);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Figure figure) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", figure.name());
    json.writeArrayFieldStart("runs");
    for (Measurement run : figure.runs()) {
      json.writeStartObject();
      writeNumber(json, "wall_seconds", run.wallSeconds());
      writeNumber(json, "cpu_seconds", run.cpuSeconds());
      json.writeNumberField("peak_bytes", run.peakBytes());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, Verdict verdict) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", verdict.name());
    json.writeStringField("unit", verdict.unit());
    writeNumber(json, "median", verdict.measured().median());
    writeNumber(json, "min", verdict.measured().min());
    writeNumber(json, "max", verdict.measured().max());
    json.writeStringField("limit", verdict.limit().toString());
    json.writeBooleanField("held", verdict.held());
    json.writeEndObject();
  }

  /** JSON has no NaN. */
  private static void writeNumber(JsonGenerator json, String name, double number)
      throws IOException {
    if (Double.isNaN(number)) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, number);
    }
  }
}
