package io.featurefactory.cli.spark;

import java.util.List;
import java.util.stream.Stream;

/** What Spark asks of a JVM: its {@code JavaModuleOptions}. */
final class JvmOptions {
  static final List<String> OF_SPARK =
      Stream.concat(
              Stream.of("-XX:+IgnoreUnrecognizedVMOptions", "-Dfile.encoding=UTF-8"),
              Stream.of(
                      "java.lang",
                      "java.lang.invoke",
                      "java.lang.reflect",
                      "java.io",
                      "java.net",
                      "java.nio",
                      "java.util",
                      "java.util.concurrent",
                      "java.util.concurrent.atomic",
                      "jdk.internal.ref",
                      "sun.nio.ch",
                      "sun.nio.cs",
                      "sun.security.action",
                      "sun.util.calendar")
                  .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED"))
          .toList();

  private JvmOptions() {}
}
