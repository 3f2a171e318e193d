package io.featurefactory.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules of the house that the compiler does not know. */
@AnalyzeClasses(
    packages = "io.featurefactory",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.Delivered.class})
final class ArchitectureTest {
  private static final String OURS = "io.featurefactory..";

  /** The modules of the product: all but the test kit. */
  static final class Delivered implements ImportOption {
    private static final Pattern TESTKIT = Pattern.compile(".*/featurefactory/testkit/.*");

    @Override
    public boolean includes(Location location) {
      return !location.matches(TESTKIT);
    }
  }

  @ArchTest static final ArchRule modelUsesNothingOfOurs = mayUseOfOurs("model");
  @ArchTest static final ArchRule definitionsUsesModel = mayUseOfOurs("definitions", "model");
  @ArchTest static final ArchRule lakeUsesModel = mayUseOfOurs("lake", "model");

  @ArchTest static final ArchRule ingestUsesModelAndLake = mayUseOfOurs("ingest", "model", "lake");

  @ArchTest
  static final ArchRule computeUsesModelAndLake = mayUseOfOurs("compute", "model", "lake");

  @ArchTest
  static final ArchRule sparkUsesModelLakeAndCompute =
      mayUseOfOurs("spark", "model", "lake", "compute");

  @ArchTest
  static final ArchRule trainingUsesModelLakeAndCompute =
      mayUseOfOurs("training", "model", "lake", "compute");

  @ArchTest static final ArchRule onlineUsesModel = mayUseOfOurs("online", "model");

  @ArchTest static final ArchRule protocolUsesNothingOfOurs = mayUseOfOurs("protocol");

  @ArchTest
  static final ArchRule servingUsesModelOnlineAndProtocol =
      mayUseOfOurs("serving", "model", "online", "protocol");

  @ArchTest
  static final ArchRule serverUsesModelOnlineProtocolAndServing =
      mayUseOfOurs("server", "model", "online", "protocol", "serving");

  @ArchTest
  static final ArchRule clientUsesModelAndProtocol =
      noClasses()
          .that()
          .resideInAPackage("io.featurefactory.client")
          .should()
          .dependOnClassesThat(
              resideInAPackage(OURS)
                  .and(
                      DescribedPredicate.not(
                          resideInAnyPackage(
                              "io.featurefactory.client",
                              "io.featurefactory.model..",
                              "io.featurefactory.protocol.."))));

  @ArchTest
  static final ArchRule directClientUsesNoServer =
      noClasses()
          .that()
          .resideInAPackage("io.featurefactory.client.direct..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.featurefactory.server..",
              "io.featurefactory.online.redis..",
              "io.featurefactory.online.dynamodb..",
              "io.featurefactory.online.rocksdb..",
              "io.grpc..");

  @ArchTest static final ArchRule controlUsesModel = mayUseOfOurs("control", "model");
  @ArchTest static final ArchRule demoUsesModel = mayUseOfOurs("demo", "model");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.featurefactory.(**)").should().beFreeOfCycles().allowEmptyShould(true);

  @ArchTest
  static final ArchRule namesSayWhatATypeIs =
      noClasses()
          .should()
          .haveSimpleNameEndingWith("Manager")
          .orShould()
          .haveSimpleNameEndingWith("Util")
          .orShould()
          .haveSimpleNameEndingWith("Utils")
          .orShould()
          .haveSimpleNameEndingWith("Impl")
          .orShould()
          .haveSimpleNameEndingWith("Helper")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule definitionsKeepsItsParsersInside =
      publicApiNamesNo("definitions", "org.apache.calcite..", "org.snakeyaml..");

  @ArchTest
  static final ArchRule computeKeepsItsEngineInside =
      publicApiNamesNo("compute", "java.sql..", "org.duckdb..", "org.apache.iceberg..");

  @ArchTest
  static final ArchRule sparkKeepsItsEngineInside =
      publicApiNamesNo("spark", "org.apache.spark..", "scala..");

  @ArchTest
  static final ArchRule onlineKeepsItsStoresInside =
      publicApiNamesNo(
          "online",
          "java.sql..",
          "org.duckdb..",
          "org.rocksdb..",
          "io.lettuce..",
          "software.amazon.awssdk..");

  @ArchTest
  static final ArchRule serverKeepsItsLibrariesInside =
      publicApiNamesNo(
          "server",
          "com.linecorp..",
          "com.fasterxml..",
          "io.grpc..",
          "io.micrometer..",
          "io.netty..",
          "io.opentelemetry..");

  @ArchTest
  static final ArchRule controlKeepsItsDatabaseInside =
      publicApiNamesNo("control", "java.sql..", "org.sqlite..");

  @ArchTest
  static final ArchRule modelStaysFreeOfLibraries =
      classes()
          .that()
          .resideInAPackage("io.featurefactory.model..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.featurefactory.model..", "java..", "org.jspecify..")
          .andShould(notUse("java.sql.."))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule onlyTheCommandLineExits =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.featurefactory.cli..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule picocliStaysInTheCommandLine =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.featurefactory.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule awsSdkStaysInTheStoresAndInEmr =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.featurefactory.online.dynamodb..",
              "io.featurefactory.online.redis..",
              "io.featurefactory.cli.emr..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("software.amazon..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule kafkaStaysInIngest =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.featurefactory.ingest..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule openTelemetryStaysInTheServer =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.featurefactory.server..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule lightGbmStaysInTheEvaluation =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.featurefactory.training.evaluate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.microsoft.ml..", "io.github.metarank..")
          .allowEmptyShould(true);

  private static ArchRule mayUseOfOurs(String module, String... others) {
    String[] allowed =
        Stream.concat(Stream.of(module), Stream.of(others))
            .map(name -> "io.featurefactory." + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("io.featurefactory." + module + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(OURS).and(DescribedPredicate.not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }

  private static ArchRule publicApiNamesNo(String module, String... packages) {
    return codeUnits()
        .that()
        .areDeclaredInClassesThat(
            resideInAPackage("io.featurefactory." + module + "..")
                .and(
                    DescribedPredicate.describe(
                        "are public", type -> type.getModifiers().contains(JavaModifier.PUBLIC))))
        .and()
        .arePublic()
        .should(
            new ArchCondition<>("name no type of " + String.join(", ", packages)) {
              @Override
              public void check(JavaCodeUnit unit, ConditionEvents events) {
                Stream.concat(
                        unit.getRawParameterTypes().stream(), Stream.of(unit.getRawReturnType()))
                    .filter(resideInAnyPackage(packages))
                    .forEach(
                        type ->
                            events.add(
                                SimpleConditionEvent.violated(
                                    unit, unit.getFullName() + " names " + type.getName())));
              }
            })
        .allowEmptyShould(true);
  }

  private static ArchCondition<JavaClass> notUse(String packages) {
    return ArchConditions.not(ArchConditions.dependOnClassesThat(resideInAPackage(packages)));
  }
}
