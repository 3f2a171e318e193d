package io.featurefactory.client.direct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.OnlineStore;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.message.ServicePlanFile;
import io.featurefactory.testkit.servers.DynamoDb;
import io.featurefactory.testkit.servers.RedisServer;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With nothing on the class path but what {@code small-class-path} in the pom lists, and the client
 * of a store.
 */
class SmallClassPathTest {
  private static final String MODULES = "(model|online|protocol|serving|client|client-direct)";

  private static final String OURS =
      ".*/"
          + MODULES
          + "/target/classes"
          + "|.*/client-direct/target/test-classes"
          + "|.*/feature-factory-"
          + MODULES
          + "-[0-9.]+(-SNAPSHOT)?\\.jar"
          + "|.*/(protobuf-java|slf4j-api|jspecify)-[0-9.]+\\.jar";

  /** What lettuce-core brings. */
  private static final String LETTUCE =
      "|.*/(lettuce-core|redis-authx-core|reactor-core|reactive-streams)-[^/]*\\.jar"
          + "|.*/netty-(buffer|codec-base|codec-dns|common|handler|resolver|resolver-dns|transport"
          + "|transport-native-unix-common)-[0-9][^/]*\\.jar";

  /** What dynamodb of the AWS SDK brings. */
  private static final String AWS =
      "|.*/software/amazon/(awssdk|eventstream)/.*\\.jar"
          + "|.*/reactive-streams-[^/]*\\.jar"
          + "|.*/netty-(buffer|codec|codec-base|codec-http|codec-http2|codec-compression|common"
          + "|handler|resolver|transport|transport-native-unix-common)-[0-9][^/]*\\.jar";

  /** Of two ads, waiting and not. */
  private static final String MATRIX = "[10.0, 0.25, 11.0, 1.25, 20.0, 0.5, 21.0, 1.5]".repeat(2);

  @TempDir Path temporary;

  @Test
  void lookup_withNothingElseThanLettuce_answers() throws Exception {
    try (RedisServer redis = RedisServer.start(temporary)) {
      assertAnswers(redis.uri(), LETTUCE);
    }
  }

  @Test
  void lookup_withNothingElseThanTheAwsSdk_answers() throws Exception {
    assertAnswers(DynamoDb.endpoint() + " direct-" + UUID.randomUUID(), AWS);
  }

  private static void assertAnswers(String place, String client) throws Exception {
    try (OnlineStore store = SmallClassPath.open(place)) {
      ServedMarket.publishAll(store);
    }
    byte[] plan = ServicePlanFile.bytes(ServedMarket.plan());
    URL[] classPath = classPath(Pattern.compile(OURS + client));
    try (URLClassLoader small =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      assertThat(lookUp(small, place, plan)).isEqualTo(MATRIX);
      for (String elsewhere :
          List.of("io.grpc.Status", "com.google.common.collect.ImmutableList")) {
        assertThatThrownBy(() -> small.loadClass(elsewhere))
            .isInstanceOf(ClassNotFoundException.class);
      }
    }
  }

  private static Object lookUp(ClassLoader small, String place, byte[] plan) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(small); // of which Lettuce asks what else is there
    try {
      return small
          .loadClass(SmallClassPath.class.getName())
          .getMethod("lookUp", String.class, byte[].class)
          .invoke(null, place, plan);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static URL[] classPath(Pattern small) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> small.matcher(entry.replace('\\', '/')).matches())
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
