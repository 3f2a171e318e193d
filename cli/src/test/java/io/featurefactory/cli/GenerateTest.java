package io.featurefactory.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.cli.project.Project;
import io.featurefactory.cli.project.ProjectFiles;
import io.featurefactory.client.FeatureAnswer;
import io.featurefactory.client.FeatureClient;
import io.featurefactory.client.FeatureColumn;
import io.featurefactory.client.FeatureRequest;
import io.featurefactory.client.RemoteClient;
import io.featurefactory.client.direct.DirectClient;
import io.featurefactory.server.LookupServer;
import io.featurefactory.server.ServerSettings;
import io.featurefactory.serving.ServiceLookup;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A generated class, compiled and used against a server. */
final class GenerateTest {
  private static final Instant NOW = Instant.parse("2026-03-06T03:00:00Z");

  @TempDir static Path temporary;

  private static CommandLineDriver shop;

  @BeforeAll
  static void project() {
    CommandLineDriver driver = new CommandLineDriver(temporary, NOW);
    String folder = temporary.resolve("shop").toString();
    done(driver.ff("demo", "--events", "3000", "--days", "3", "--dir", folder));
    shop = driver.in("shop");
  }

  private static void done(CommandLineDriver.Result result) {
    assertThat(result.code()).as(result.err() + result.out()).isZero();
  }

  @Test
  void java_ofAService_isAClassThatAsksAndReads() throws Exception {
    Path sources = Files.createDirectories(temporary.resolve("sources"));
    done(
        shop.ff(
            "generate", "java", "search_ranking", "--package", "com.acme", "--out", sources + ""));
    Path file = sources.resolve("com/acme/SearchRanking.java");
    Class<?> made = compile(file, "com.acme.SearchRanking");
    ProjectFiles files = new ProjectFiles(temporary.resolve("shop"), "", Map.of());
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    try (Project project = new Project(files.settings(), clock);
        AppliedCatalog catalog =
            new AppliedCatalog(
                project.control().registry(), new ServedPlans(files, ""), Duration.ofSeconds(2));
        ServiceLookup lookup = new ServiceLookup(project::store, clock);
        LookupServer server =
            LookupServer.start(
                ServerSettings.at("127.0.0.1", 0), catalog, lookup, clock, List.of());
        FeatureClient client = RemoteClient.connect("127.0.0.1:" + server.port())) {
      List<String> ads = List.of("AD-1", "AD-2", "AD-17");
      Object request = type(made, "Request").getMethod("of").invoke(null);
      request = call(request, "adIdOfEach", List.class, ads);
      request = call(request, "queryCategory", String.class, "phones");
      request = call(request, "userId", String.class, "U-1");
      FeatureAnswer answer =
          client.lookup((FeatureRequest) request.getClass().getMethod("request").invoke(request));

      List<?> rows = (List<?>) made.getMethod("rows", FeatureAnswer.class).invoke(null, answer);

      assertThat(rows).hasSize(3);
      assertThat(made.getField("SERVICE").get(null)).isEqualTo("search_ranking@1");
      assertThat(made.getField("FEATURES").get(null))
          .isEqualTo(answer.columns().stream().map(FeatureColumn::name).toList());
      assertThat(made.getField("MATRIX").get(null))
          .isEqualTo(answer.matrixColumns().stream().map(FeatureColumn::name).toList());
      assertThat(read(rows.get(0), made)).hasSameElementsAs(values(answer, 0)).isNotEmpty();
      assertThat(read(rows.get(2), made)).hasSameElementsAs(values(answer, 2));

      FeatureAnswer other = client.lookup(FeatureRequest.ofView("ad_trend").same("ad_id", "AD-1"));
      assertThatThrownBy(() -> made.getMethod("rows", FeatureAnswer.class).invoke(null, other))
          .isInstanceOf(InvocationTargetException.class)
          .cause()
          .hasMessage("answer: of ad_trend@1 (expected: of search_ranking@1)");

      done(shop.ff("generate", "plan", "search_ranking", "--out", sources + ""));
      try (FeatureClient direct =
          DirectClient.builder()
              .plan(sources.resolve("search_ranking.plan"))
              .store(project.store("default"))
              .clock(clock)
              .build()) {
        FeatureAnswer same =
            direct.lookup((FeatureRequest) request.getClass().getMethod("request").invoke(request));
        List<?> sameRows = (List<?>) made.getMethod("rows", FeatureAnswer.class).invoke(null, same);

        for (int row = 0; row < rows.size(); row++) {
          assertThat(values(same, row)).isEqualTo(values(answer, row));
          assertThat(read(sameRows.get(row), made)).isEqualTo(read(rows.get(row), made));
        }
        assertThat(same.matrix()).isEqualTo(answer.matrix());
        assertThat(same.views()).isEqualTo(answer.views());
      }
    }
  }

  @Test
  void plan_ofAService_isWrittenOverItselfOnly() throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("plans"));
    CommandLineDriver.Result made =
        shop.ff("generate", "plan", "search_ranking", "--out", folder + "");
    done(made);
    Path file = folder.resolve("search_ranking.plan");
    assertThat(made.out())
        .contains("Wrote " + file + ": search_ranking@1")
        .contains("asks default of project demo");
    byte[] first = Files.readAllBytes(file);

    done(shop.ff("generate", "plan", "search_ranking@1", "--out", file.toString()));
    assertThat(file).hasBinaryContent(first);

    Path foreign = Files.writeString(folder.resolve("notes"), "something else");
    CommandLineDriver.Result refused =
        shop.ff("generate", "plan", "search_ranking", "--out", foreign + "");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("was not made by ff generate; nothing was changed");
    assertThat(foreign).hasContent("something else");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(file, foreign);
    }
  }

  private static Class<?> type(Class<?> made, String name) {
    return List.of(made.getDeclaredClasses()).stream()
        .filter(type -> type.getSimpleName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Object call(Object target, String method, Class<?> type, Object value)
      throws Exception {
    return target.getClass().getMethod(method, type).invoke(target, value);
  }

  private static List<String> read(Object row, Class<?> made) throws Exception {
    List<String> values = new ArrayList<>();
    for (Method method : type(made, "Row").getDeclaredMethods()) {
      boolean feature =
          method.getParameterCount() == 0
              && !List.of("answer", "row", "hashCode", "toString").contains(method.getName());
      if (feature) {
        values.add(String.valueOf(method.invoke(row)));
      }
    }
    return values;
  }

  private static List<String> values(FeatureAnswer answer, int row) {
    return answer.columns().stream().map(column -> String.valueOf(column.value(row))).toList();
  }

  private static Class<?> compile(Path source, String name) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    Path classes = Files.createDirectories(temporary.resolve("classes"));
    int code =
        compiler.run(
            null,
            null,
            System.err,
            "-Xlint:all,-classfile,-processing",
            "-Werror",
            "-proc:none",
            "--release",
            "17",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            classes.toString(),
            source.toString());
    assertThat(code).isZero();
    URLClassLoader loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, GenerateTest.class.getClassLoader());
    return loader.loadClass(name);
  }

  @Test
  void java_again_replacesItsOwnFileOnly() throws Exception {
    Path sources = Files.createDirectories(temporary.resolve("again"));
    String out = sources.toString();
    done(shop.ff("generate", "java", "search_ranking", "--out", out));
    done(shop.ff("generate", "java", "search_ranking", "--out", out));
    Path file = sources.resolve("SearchRanking.java");
    Files.writeString(file, "class SearchRanking {}");

    CommandLineDriver.Result refused = shop.ff("generate", "java", "search_ranking", "--out", out);

    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("was not made by ff generate; nothing was changed");
    assertThat(file).hasContent("class SearchRanking {}");
    try (var left = Files.list(sources)) {
      assertThat(new TreeSet<>(left.toList())).containsExactly(file);
    }
  }

  @Test
  void generate_whatIsWrong_saysWhatIsExpected() {
    assertThat(shop.ff("generate", "python", "search_ranking").err())
        .contains("python (expected: java or plan)");
    assertThat(shop.ff("generate", "java", "serch_ranking").err()).contains("search_ranking");
    assertThat(shop.ff("generate", "java", "search_ranking", "--package", "com.class").err())
        .contains("--package: 'com.class' (expected: such as com.acme.search)");
    assertThat(shop.ff("generate", "java", "search_ranking", "--class", "1st").err())
        .contains("--class: '1st' (expected: such as SearchFeatures)");
    assertThat(shop.ff("generate", "plan", "search_ranking", "--package", "com.acme").err())
        .contains("--package, --class: given (expected: none; a plan is no class)");
    assertThat(shop.ff("generate", "plan", "search_ranking", "--store", "cache").err())
        .contains("cache", "default");
    assertThat(shop.ff("generate", "java", "search_ranking", "--store", "default").err())
        .contains("--store: default (expected: none; a class is of all stores)");
    assertThat(shop.ff("generate", "java", "search_ranking", "--class", "Row").err())
        .contains("--class: 'Row' (expected: such as SearchFeatures)");
  }
}
