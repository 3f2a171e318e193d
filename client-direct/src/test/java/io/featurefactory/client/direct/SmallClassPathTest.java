package io.featurefactory.client.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.message.ServicePlanFile;
import io.featurefactory.testkit.servers.RedisServer;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With nothing on the class path but what {@code small-class-path} in the pom lists, and the client
 * of Redis.
 */
class SmallClassPathTest {
  private static final String MODULES = "(model|online|protocol|serving|client|client-direct)";

  private static final Pattern SMALL =
      Pattern.compile(
          ".*/"
              + MODULES
              + "/target/classes"
              + "|.*/client-direct/target/test-classes"
              + "|.*/feature-factory-"
              + MODULES
              + "-[0-9.]+(-SNAPSHOT)?\\.jar"
              + "|.*/(protobuf-java|slf4j-api|jspecify)-[0-9.]+\\.jar"
              + "|.*/(lettuce-core|redis-authx-core|reactor-core|reactive-streams)-[^/]*\\.jar"
              + "|.*/netty-(buffer|codec-base|codec-dns|common|handler|resolver|resolver-dns|transport"
              + "|transport-native-unix-common)-[0-9][^/]*\\.jar");

  @TempDir Path temporary;

  @Test
  void lookup_withNothingElseOnTheClassPath_answers() throws Exception {
    try (RedisServer redis = RedisServer.start(temporary);
        URLClassLoader small =
            new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
      try (OnlineStore store = BothClients.open(redis)) {
        ServedMarket.publishAll(store);
      }
      byte[] plan = ServicePlanFile.bytes(ServedMarket.plan());

      Object found = lookUp(small, redis.uri(), plan);

      String matrix = "[10.0, 0.25, 11.0, 1.25, 20.0, 0.5, 21.0, 1.5]";
      assertThat(found).isEqualTo(matrix + matrix);
      assertThatThrownBy(() -> small.loadClass("io.grpc.Status"))
          .isInstanceOf(ClassNotFoundException.class);
      assertThatThrownBy(() -> small.loadClass("com.google.common.collect.ImmutableList"))
          .isInstanceOf(ClassNotFoundException.class);
    }
  }

  private static Object lookUp(ClassLoader small, String uri, byte[] plan) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(small); // of which Lettuce asks what else is there
    try {
      return small
          .loadClass(SmallClassPath.class.getName())
          .getMethod("lookUp", String.class, byte[].class)
          .invoke(null, uri, plan);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> SMALL.matcher(entry.replace('\\', '/')).matches())
        .map(SmallClassPathTest::url)
        .toArray(URL[]::new);
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(entry, e);
    }
  }
}
