package io.featurefactory.cli.generate;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.serving.ServicePlan.Output;
import io.featurefactory.serving.ServicePlan.Parameter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A class for the rows of a service: what is asked and what is answered, by type and name. */
public final class JavaSource {
  /** What the file begins with; nothing else is written over. */
  public static final String MARK = "// Made by ff generate java";

  /** Names of types that the class itself uses. */
  public static final Set<String> TYPES =
      Set.of(
          "Request",
          "Row",
          "FeatureAnswer",
          "FeatureRequest",
          "BigDecimal",
          "Boolean",
          "Double",
          "Duration",
          "Float",
          "Instant",
          "IntStream",
          "List",
          "Long",
          "String");

  private final String packageName;
  private final String className;
  private final ServicePlan plan;
  private final StringBuilder text = new StringBuilder();

  /**
   * A class.
   *
   * @param packageName empty for none
   */
  public JavaSource(String packageName, String className, ServicePlan plan) {
    this.packageName = packageName;
    this.className = className;
    this.plan = plan;
  }

  /** How the class of a service is called. */
  public static String className(ServicePlan plan) {
    return JavaNames.type(plan.service().name());
  }

  /** The source. */
  public String text() {
    head();
    constants();
    request();
    rows();
    row();
    text.append("}\n");
    return text.toString();
  }

  private void head() {
    text.append(MARK + ", from " + plan + ". Make it again when the service has a new version.\n");
    if (!packageName.isEmpty()) {
      text.append("package " + packageName + ";\n");
    }
    text.append('\n');
    imports().forEach(type -> text.append("import " + type + ";\n"));
    String description =
        plan.service().description().strip().replaceAll("\\s+", " ").replace("*/", "* /");
    text.append("\n/**\n * The features of " + plan + ".\n");
    text.append(description.isEmpty() ? "" : " *\n * <p>" + description + "\n");
    text.append(" */\npublic final class " + className + " {\n");
  }

  private List<String> imports() {
    Set<String> types = new HashSet<>();
    types.add("io.featurefactory.client.FeatureAnswer");
    types.add("io.featurefactory.client.FeatureRequest");
    types.add("java.time.Duration");
    types.add("java.util.List");
    types.add("java.util.stream.IntStream");
    plan.outputs().forEach(output -> addImport(output.type(), types));
    plan.parameters().values().forEach(parameter -> addImport(parameter.type(), types));
    return types.stream().sorted().toList();
  }

  private static void addImport(DataType type, Set<String> types) {
    DataType scalar = type instanceof DataType.Array array ? array.element() : type;
    if (scalar instanceof DataType.Decimal) {
      types.add("java.math.BigDecimal");
    } else if (scalar == Primitive.TIMESTAMP) {
      types.add("java.time.Instant");
    }
  }

  private void constants() {
    List<Output> numeric = plan.outputs().stream().filter(o -> isNumeric(o.type())).toList();
    text.append(
        """
          /** The service, with the version that this class is of. */
          public static final String SERVICE = "%s";

          /** All features, in the order of the service. */
          public static final List<String> FEATURES =
              List.of(%s);

          /** The numeric ones: the columns of {@link FeatureAnswer#matrix}. */
          public static final List<String> MATRIX =
              List.of(%s);

          private %s() {}

        """
            .formatted(plan, names(plan.outputs()), names(numeric), className));
  }

  private static boolean isNumeric(DataType type) {
    return type.numeric() || type == Primitive.BOOLEAN;
  }

  private static String names(List<Output> outputs) {
    return outputs.stream()
        .map(output -> "\n          \"" + output.name() + "\"")
        .collect(Collectors.joining(","));
  }

  private void request() {
    text.append(
        """
          /** What is asked; each method returns another request. */
          public record Request(FeatureRequest request) {
            /** For nothing yet. */
            public static Request of() {
              return new Request(FeatureRequest.of(SERVICE));
            }
        """);
    JavaNames names = new JavaNames("request", "within", "of");
    plan.parameters().values().forEach(parameter -> argument(parameter, names));
    text.append(
        """

            /** What no store has said by then has the status ERROR. */
            public Request within(Duration time) {
              return new Request(request.within(time));
            }
          }

        """);
  }

  private void argument(Parameter parameter, JavaNames names) {
    String role =
        switch (parameter.role()) {
          case KEY -> "A key";
          case RESOLVED_KEY -> "A key, which is looked up if it is not given";
          case INPUT -> "An input";
        };
    text.append(
        """

            /** %1$s, one for each row; null for NULL. */
            public Request %2$sOfEach(List<%3$s> values) {
              return new Request(request.each("%4$s", values));
            }

            /** %1$s, the same for all rows; null for NULL. */
            public Request %2$s(%3$s value) {
              return new Request(request.same("%4$s", value));
            }
        """
            .formatted(
                role, names.member(parameter.name()), type(parameter.type()), parameter.name()));
  }

  private void rows() {
    text.append(
        """
          /**
           * The rows of an answer.
           *
           * @throws IllegalArgumentException if the answer is of another service or version
           */
          public static List<Row> rows(FeatureAnswer answer) {
            if (!answer.service().equals(SERVICE)) {
              throw new IllegalArgumentException(
                  "answer: of " + answer.service() + " (expected: of " + SERVICE + ")");
            }
            return IntStream.range(0, answer.rows()).mapToObj(row -> new Row(answer, row)).toList();
          }

        """);
  }

  private void row() {
    text.append(
        """
          /** The values of a row; null for NULL, and for what is not known. */
          public record Row(FeatureAnswer answer, int row) {
        """);
    JavaNames names = new JavaNames("answer", "row");
    List<String> methods = new ArrayList<>();
    for (int i = 0; i < plan.outputs().size(); i++) {
      Output output = plan.outputs().get(i);
      methods.add(
          value(output, i, names.member(isAlone(output) ? feature(output) : output.name())));
    }
    text.append(String.join("\n", methods)).append("  }\n");
  }

  private static String value(Output output, int place, String method) {
    return """
            /** %1$s, %2$s. */
        %3$s    public %4$s %5$s() {
              return (%4$s) answer.columns().get(%6$d).value(row);
            }
        """
        .formatted(
            output.name(),
            output.type().displayName(),
            output.type() instanceof DataType.Array
                ? "    @SuppressWarnings(\"unchecked\") // the type of the feature says so\n"
                : "",
            type(output.type()),
            method,
            place);
  }

  /** Without its view. */
  private static String feature(Output output) {
    return output.name().substring(output.name().indexOf('.') + 1);
  }

  /** True if no other view has a feature of that name. */
  private boolean isAlone(Output output) {
    return plan.outputs().stream().filter(o -> feature(o).equals(feature(output))).count() == 1;
  }

  private static String type(DataType type) {
    if (type instanceof DataType.Array array) {
      return "List<" + type(array.element()) + ">";
    }
    if (type instanceof DataType.Decimal) {
      return "BigDecimal";
    }
    return switch ((Primitive) type) {
      case BOOLEAN -> "Boolean";
      case BIGINT -> "Long";
      case DOUBLE -> "Double";
      case FLOAT -> "Float";
      case VARCHAR -> "String";
      case TIMESTAMP -> "Instant";
    };
  }
}
