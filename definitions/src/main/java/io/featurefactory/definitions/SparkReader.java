package io.featurefactory.definitions;

import io.featurefactory.definitions.FactorySettings.EmrSettings;
import io.featurefactory.definitions.FactorySettings.KubernetesSettings;
import io.featurefactory.definitions.FactorySettings.SparkSettings;
import io.featurefactory.definitions.FactorySettings.Submit;
import io.featurefactory.definitions.yaml.Faults;
import io.featurefactory.definitions.yaml.MappingReader;
import io.featurefactory.definitions.yaml.YamlMapping;
import io.featurefactory.definitions.yaml.YamlScalar;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the settings of Spark. */
final class SparkReader {
  private static final Map<String, Submit> PLACES = places();

  /** How a master begins, where there has to be one. */
  private static final Map<Submit, String> MASTERS =
      Map.of(Submit.STANDALONE, "spark://", Submit.KUBERNETES, "k8s://");

  private static final String MASTER =
      "a master of Spark such as local[*], spark://host:7077 or yarn";

  /** What has a key of its own, or is ours to say. */
  private static final Map<String, String> TAKEN =
      Map.of(
          "spark.master", "master: beside conf",
          "spark.submit.deployMode", "submit: beside conf",
          "spark.app.name", "nothing: it is the project's",
          "spark.jars", "nothing: the job is one jar");

  private final MappingReader settings;
  private final Faults faults;

  private static Map<String, Submit> places() {
    Map<String, Submit> places = new LinkedHashMap<>();
    for (Submit submit : Submit.values()) {
      places.put(submit.name().toLowerCase(Locale.ROOT).replace('_', '-'), submit);
    }
    return places;
  }

  /** Of the settings of a project. */
  SparkReader(MappingReader settings, Faults faults) {
    this.settings = settings;
    this.faults = faults;
  }

  SparkSettings read() {
    YamlMapping mapping =
        settings.mapping("spark", "{master: local[*], conf: {spark.executor.memory: 2g}}");
    if (mapping == null) {
      return SparkSettings.DEFAULT;
    }
    MappingReader spark = new MappingReader(mapping, faults);
    Submit submit = submit(spark);
    YamlScalar master = spark.scalar("master", MASTER);
    if (master != null && !master.text().matches("local(\\[[^\\]]+])?|yarn|(spark|k8s)://.+")) {
      spark.unexpected("master", master, MASTER);
    }
    String form = MASTERS.get(submit);
    if (form != null && (master == null || !master.text().startsWith(form))) {
      faults.add(
          master == null ? spark.positionOf("submit") : master.position(),
          DefinitionErrors.unexpected(
              "master",
              master == null ? "nothing" : master.describe(),
              submit == Submit.STANDALONE
                  ? "that of the standalone cluster, such as spark://host:7077"
                  : "the API of Kubernetes, such as k8s://https://host:443"));
    }
    YamlScalar home = spark.scalar("home", "the folder of a Spark, such as /opt/spark");
    Map<String, String> conf = conf(spark);
    MappingReader pods =
        place(spark, "kubernetes", submit == Submit.KUBERNETES, KubernetesReader.EXPECTATION);
    MappingReader emr = place(spark, "emr", submit.isEmr(), EmrReader.EXPECTATION);
    KubernetesSettings kubernetes = pods == null ? null : new KubernetesReader(pods, faults).read();
    EmrSettings amazon = emr == null ? null : new EmrReader(emr, submit, faults).read();
    spark.refuseOthers();
    return new SparkSettings(
        submit,
        master == null ? SparkSettings.DEFAULT.master() : master.text(),
        home == null ? null : home.text(),
        conf,
        kubernetes,
        amazon);
  }

  /**
   * The settings of a place where jobs can run; null if jobs run elsewhere, or after a fault.
   *
   * @param isMeant whether jobs are for it; if not, another environment may use what is said of it
   */
  private @Nullable MappingReader place(
      MappingReader spark, String key, boolean isMeant, String expectation) {
    boolean isMissing = !spark.has(key);
    if (isMeant && isMissing) {
      faults.add(spark.positionOf("submit"), DefinitionErrors.missing(key, expectation));
    }
    YamlMapping mapping = isMeant ? spark.mapping(key, expectation) : null;
    return mapping == null ? null : new MappingReader(mapping, faults);
  }

  private Submit submit(MappingReader spark) {
    YamlScalar place = spark.scalar("submit", "one of " + String.join(", ", PLACES.keySet()));
    Submit submit = place == null ? Submit.LOCAL : PLACES.get(place.text());
    if (submit == null && place != null) {
      faults.add(
          place.position(), DefinitionErrors.unknown("submit", place.written(), PLACES.keySet()));
    }
    return submit == null ? Submit.LOCAL : submit;
  }

  private Map<String, String> conf(MappingReader spark) {
    YamlMapping mapping = spark.mapping("conf", "settings of Spark by name");
    Map<String, String> conf = new LinkedHashMap<>();
    if (mapping == null) {
      return conf;
    }
    MappingReader values = new MappingReader(mapping, faults);
    for (YamlMapping.Entry entry : mapping.entries()) {
      String name = entry.key().text();
      YamlScalar value = values.scalar(name, "one value");
      String instead = TAKEN.get(name);
      if (instead != null || !name.matches("spark[.][A-Za-z0-9._/-]+")) {
        faults.add(
            entry.key().position(),
            DefinitionErrors.unexpected(
                "conf",
                entry.key().describe(),
                instead == null ? "names that begin with spark." : instead));
      } else if (value != null) {
        conf.put(name, value.text());
      }
    }
    return conf;
  }
}
