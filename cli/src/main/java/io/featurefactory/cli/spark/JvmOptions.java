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

  /**
   * What the launcher gives to {@code ff backfill}: most of the work is the kernel's, so only what
   * runs very often, such as what Spark generates for a query, is worth the optimizing compiler.
   */
  static final List<String> OF_DRIVER =
      List.of(
          "-XX:Tier4InvocationThreshold=100000",
          "-XX:Tier4MinInvocationThreshold=10000",
          "-XX:Tier4CompileThreshold=300000",
          "-XX:Tier4BackEdgeThreshold=800000");

  private JvmOptions() {}
}
