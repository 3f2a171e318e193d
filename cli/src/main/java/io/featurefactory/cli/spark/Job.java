package io.featurefactory.cli.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What a driver has to know beside the command line.
 *
 * @param project the project's folder on the machine that the command was typed on
 * @param settings its files of settings, by name, if the driver may be where that folder is not.
 *     They are seen by whoever sees the processes of the cluster: secrets belong into variables
 * @param output under which name what the driver prints is kept; empty if it prints here
 */
record Job(String project, Map<String, String> settings, String output) {
  Job {
    settings = Map.copyOf(settings);
  }

  /** As one word of a command line. */
  String word() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      write(out, project);
      write(out, output);
      out.writeInt(settings.size());
      for (Map.Entry<String, String> file : settings.entrySet()) {
        write(out, file.getKey());
        write(out, file.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
  }

  static Job of(String word) {
    byte[] bytes = Base64.getUrlDecoder().decode(word);
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(bytes)))) {
      String project = read(in);
      String output = read(in);
      Map<String, String> settings = new LinkedHashMap<>();
      for (int i = in.readInt(); i > 0; i--) {
        settings.put(read(in), read(in));
      }
      return new Job(project, settings, output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String read(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }

  /** The project's folder here; one with its settings, where it is not. */
  Path folder() {
    Path folder = Path.of(project);
    if (Files.isDirectory(folder)) {
      return folder;
    }
    try {
      Path fresh = Files.createTempDirectory("ff-project");
      for (Map.Entry<String, String> file : settings.entrySet()) {
        Files.writeString(fresh.resolve(file.getKey()), file.getValue());
      }
      return fresh;
    } catch (IOException e) {
      throw SparkErrors.cannotWrite(folder, e);
    }
  }
}
