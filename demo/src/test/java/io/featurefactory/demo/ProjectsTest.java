package io.featurefactory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.definitions.Defined;
import io.featurefactory.definitions.DefinitionFile;
import io.featurefactory.definitions.DefinitionReader;
import io.featurefactory.definitions.Definitions;
import io.featurefactory.definitions.Environment;
import io.featurefactory.definitions.FactorySettings;
import io.featurefactory.definitions.FeatureTestReader;
import io.featurefactory.definitions.SettingsReader;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureView;
import io.featurefactory.model.Source;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The projects that people start from are without mistakes and documented. */
final class ProjectsTest {
  @ParameterizedTest
  @ValueSource(strings = {"demo", "init", "open-bandit"})
  void project_definitions_areRightAndDocumented(String name) throws URISyntaxException {
    Definitions definitions = definitions(name);

    assertThat(definitions.sources()).isNotEmpty();
    assertThat(definitions.services()).hasSize(1);
    assertThat(values(definitions.views())).isNotEmpty().allSatisfy(ProjectsTest::isDocumented);
    assertThat(values(definitions.services()))
        .allSatisfy(
            service -> {
              assertThat(service.description()).isNotEmpty();
              assertThat(service.owner()).isNotEmpty();
              assertThat(service.derived()).allMatch(d -> !d.description().isEmpty());
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo", "init", "open-bandit"})
  void project_tests_areRight(String name) throws URISyntaxException {
    List<DefinitionFile> files = DefinitionFile.loadAll(folder(name), "tests");

    assertThat(FeatureTestReader.read(files, definitions(name))).isNotEmpty();
  }

  @Test
  void demo_views_haveATestEach() throws URISyntaxException {
    Definitions definitions = definitions("demo");
    List<DefinitionFile> files = DefinitionFile.loadAll(folder("demo"), "tests");
    Set<FeatureView> tested = new HashSet<>();
    FeatureTestReader.read(files, definitions).forEach(test -> tested.add(test.view()));

    assertThat(tested).containsExactlyInAnyOrderElementsOf(values(definitions.views()));
  }

  @Test
  void demo_sources_haveTheColumnsOfTheFiles() throws URISyntaxException {
    for (Source source : values(definitions("demo").sources())) {
      List<String> written =
          DemoSource.valueOf(source.name().toUpperCase(Locale.ROOT)).columns().stream()
              .map(DemoSource.Column::name)
              .toList();
      assertThat(source.columns()).extracting(Source.Column::name).isEqualTo(written);
      assertThat(source.location()).isEqualTo(new Source.LakeTable(source.name()));
    }
  }

  @Test
  void demo_service_resolvesTheKeysThatACallerDoesNotKnow() throws URISyntaxException {
    Definitions definitions = definitions("demo");
    FeatureService service = definitions.services().get(0).value();
    Set<String> sent = new TreeSet<>();
    for (FeatureView view : values(definitions.views())) {
      view.keys().forEach(key -> sent.add(key.name()));
    }
    sent.removeAll(service.resolvedKeys().keySet());

    assertThat(sent).containsExactly("ad_id", "query_category", "user_id");
    assertThat(service.derived())
        .extracting(FeatureService.Derived::name)
        .containsExactly("price_vs_category", "days_listed", "ad_in_last_categories");
  }

  private static void isDocumented(FeatureView view) {
    assertThat(view.description()).as("%s", view.id()).isNotEmpty();
    assertThat(view.owner()).as("%s", view.id()).contains("@");
    assertThat(view.checks()).as("%s", view.id()).isNotEmpty();
  }

  private static Definitions definitions(String name) throws URISyntaxException {
    Path folder = folder(name);
    FactorySettings settings =
        SettingsReader.read(
            List.of(DefinitionFile.load(folder, folder.resolve("factory.yaml"))), variable -> null);
    return DefinitionReader.read(
        DefinitionFile.loadAll(folder, "features"), Environment.of(settings));
  }

  private static <T> List<T> values(List<Defined<T>> definitions) {
    return definitions.stream().map(Defined::value).toList();
  }

  /** A resource of this module, or an example of the repository. */
  private static Path folder(String name) throws URISyntaxException {
    URL resource = ProjectsTest.class.getResource("/" + name);
    Path folder =
        resource == null
            ? Path.of("..", "examples", name).toAbsolutePath().normalize()
            : Path.of(resource.toURI());
    assertThat(Files.isDirectory(folder)).as("%s", folder).isTrue();
    return folder;
  }
}
