package io.featurefactory.serving.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.featurefactory.model.DataType;
import io.featurefactory.model.DataType.Array;
import io.featurefactory.model.DataType.Decimal;
import io.featurefactory.model.DataType.Primitive;
import io.featurefactory.model.Expr;
import io.featurefactory.model.Expr.Branch;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FeatureService;
import io.featurefactory.model.FeatureService.Derived;
import io.featurefactory.model.FeatureService.Input;
import io.featurefactory.model.ScalarFunction;
import io.featurefactory.online.RowSchema;
import io.featurefactory.protocol.v1.PlanFile;
import io.featurefactory.serving.Column;
import io.featurefactory.serving.LookupAnswer;
import io.featurefactory.serving.LookupRequest;
import io.featurefactory.serving.ServedMarket;
import io.featurefactory.serving.ServedView;
import io.featurefactory.serving.ServiceLookup;
import io.featurefactory.serving.ServicePlan;
import io.featurefactory.testkit.generate.TrainingCase;
import io.featurefactory.testkit.generate.TrainingCases;
import io.featurefactory.testkit.online.InMemoryOnlineStore;
import io.featurefactory.testkit.oracle.ViewHistory;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServicePlanFileTest {
  private static final int CASES = 500;

  @Test
  void bytes_ofRandomServices_areReadAsTheSame() {
    TrainingCases.cases(1, CASES).forEach(one -> assertReadAsItIs(plan(one)));
  }

  private static ServicePlan plan(TrainingCase one) {
    Random random = new Random(one.seed());
    return ServicePlan.of(
        one.service(), one.views().stream().map(view -> served(view, random)).toList());
  }

  private static ServedView served(ViewHistory view, Random random) {
    List<RowSchema.Column> columns = new ArrayList<>();
    List<@Nullable Object> empty = new ArrayList<>();
    for (ViewHistory.Column feature : view.features()) {
      columns.add(new RowSchema.Column(feature.name(), feature.type()));
      empty.add(feature.empty());
    }
    return new ServedView(
        view.id(),
        view.keys(),
        RowSchema.of(columns, view.every(), empty),
        Duration.ofNanos(random.nextLong() >>> 1),
        random.nextBoolean() ? List.of("default") : List.of("near", "far"),
        "log_" + random.nextInt() + " ");
  }

  private static void assertReadAsItIs(ServicePlan plan) {
    byte[] file = ServicePlanFile.bytes(plan);

    ServicePlan read = ServicePlanFile.read("a.plan", file);

    assertThat(read.service()).isEqualTo(plan.service());
    assertThat(read.outputs()).isEqualTo(plan.outputs());
    assertThat(read.parameters().values()).containsExactlyElementsOf(plan.parameters().values());
    assertThat(read.views()).hasSameSizeAs(plan.views());
    for (int i = 0; i < plan.views().size(); i++) {
      assertSame(read.views().get(i), plan.views().get(i));
    }
    assertThat(ServicePlanFile.bytes(read)).isEqualTo(file);
  }

  private static void assertSame(ServedView read, ServedView written) {
    assertThat(read.view()).isEqualTo(written.view());
    assertThat(read.keys()).isEqualTo(written.keys());
    assertThat(read.rows().columns()).isEqualTo(written.rows().columns());
    assertThat(read.rows().every()).isEqualTo(written.rows().every());
    assertThat(read.rows().emptyRow().toList()).isEqualTo(written.rows().emptyRow().toList());
    assertThat(read.rows().fingerprint()).isEqualTo(written.rows().fingerprint());
    assertThat(read.freshWithin()).isEqualTo(written.freshWithin());
    assertThat(read.stores()).isEqualTo(written.stores());
    assertThat(read.origin()).isEqualTo(written.origin());
  }

  @Test
  void read_planOfRandomExpressions_computesTheSameBits() {
    Random random = new Random(5);
    List<Derived> derived = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Expr expr = number(random, 1 + random.nextInt(6));
      derived.add(new Derived("d" + i, expr, "", List.of()));
    }
    ServicePlan plan = withDerived(derived);
    assertReadAsItIs(plan);
    ServicePlan read = ServicePlanFile.read("a.plan", ServicePlanFile.bytes(plan));

    LookupAnswer expected = answer(plan);
    LookupAnswer found = answer(read);

    for (int row = 0; row < expected.rows(); row++) {
      for (int output = 0; output < plan.outputs().size(); output++) {
        // Double.equals compares bits, but for those of NaN
        assertThat(found.value(output, row)).isEqualTo(expected.value(output, row));
        assertThat(found.status(output, row)).isEqualTo(expected.status(output, row));
      }
    }
  }

  private static ServicePlan withDerived(List<Derived> derived) {
    FeatureService service = ServedMarket.plan().service();
    return ServicePlan.of(
        new FeatureService(
            service.name(),
            1,
            "",
            "",
            service.members(),
            service.resolvedKeys(),
            List.of(new Input("x", Primitive.DOUBLE), new Input("n", Primitive.BIGINT)),
            derived,
            "default"),
        ServedMarket.plan().views());
  }

  private static LookupAnswer answer(ServicePlan plan) {
    InMemoryOnlineStore store = InMemoryOnlineStore.empty("default");
    ServedMarket.publishAll(store);
    List<@Nullable Object> x =
        Arrays.asList(0.1, -0.0, Double.NaN, Double.POSITIVE_INFINITY, null, 1e300);
    List<@Nullable Object> n = Arrays.asList(0L, 7L, null, -3L, Long.MAX_VALUE, 1L);
    try (ServiceLookup lookup =
        new ServiceLookup(name -> store, Clock.fixed(ServedMarket.NOW, ZoneOffset.UTC))) {
      return lookup.answer(
          plan,
          new LookupRequest(
              6,
              Map.of(
                  "ad_id", Column.same("A1"),
                  "user_id", Column.same("U1"),
                  "x", Column.of(x),
                  "n", Column.of(n)),
              ServedMarket.NOW,
              Duration.ofMinutes(1)));
    }
  }

  private static Expr number(Random random, int depth) {
    if (depth == 0) {
      return switch (random.nextInt(4)) {
        case 0 -> new Expr.Column("x", Primitive.DOUBLE);
        case 1 -> new Expr.Cast(new Expr.Column("n", Primitive.BIGINT), Primitive.DOUBLE);
        case 2 -> new Expr.Literal(null, Primitive.DOUBLE);
        default ->
            new Expr.Literal(random.nextBoolean() ? -0.0 : random.nextGaussian(), Primitive.DOUBLE);
      };
    }
    Expr a = number(random, depth - 1);
    Expr b = number(random, random.nextInt(depth));
    return switch (random.nextInt(5)) {
      case 0 -> call(ScalarFunction.ADD, Primitive.DOUBLE, a, b);
      case 1 -> call(ScalarFunction.DIVIDE, Primitive.DOUBLE, a, b);
      case 2 -> call(ScalarFunction.COALESCE, Primitive.DOUBLE, a, b);
      case 3 ->
          new Expr.Case(
              List.of(
                  new Branch(call(ScalarFunction.LESS, Primitive.BOOLEAN, a, b), b),
                  new Branch(call(ScalarFunction.IS_NULL, Primitive.BOOLEAN, b), a)),
              number(random, 0),
              Primitive.DOUBLE);
      default ->
          call(
              ScalarFunction.ROUND,
              Primitive.DOUBLE,
              a,
              new Expr.Literal((long) random.nextInt(15), Primitive.BIGINT));
    };
  }

  private static Expr call(ScalarFunction function, DataType type, Expr... arguments) {
    return new Expr.Call(function, List.of(arguments), type);
  }

  @Test
  void bytes_literalsOfAllTypes_areReadAsTheSame() {
    List<@Nullable Expr> literals =
        Arrays.asList(
            new Expr.Literal(true, Primitive.BOOLEAN),
            new Expr.Literal(Long.MIN_VALUE, Primitive.BIGINT),
            new Expr.Literal(Double.MIN_VALUE, Primitive.DOUBLE),
            new Expr.Literal("", Primitive.VARCHAR),
            new Expr.Literal("t\u00e9xt \ud83d\ude00", Primitive.VARCHAR),
            new Expr.Literal(Instant.parse("1969-12-31T23:59:59.999999Z"), Primitive.TIMESTAMP),
            new Expr.Literal(new BigDecimal("-0.10"), new Decimal(38, 2)),
            new Expr.Literal(null, new Decimal(5, 1)),
            new Expr.Literal(Arrays.asList(1.5f, null), new Array(Primitive.FLOAT)),
            new Expr.Literal(List.of(), new Array(Primitive.VARCHAR)),
            new Expr.Literal(null, new Array(new Decimal(5, 1))));
    List<Derived> derived = new ArrayList<>();
    for (Expr literal : literals) {
      derived.add(new Derived("d" + derived.size(), literal, "said", List.of()));
    }
    assertReadAsItIs(withDerived(derived));
  }

  @Test
  void bytes_expressionOfManyTerms_isReadAsTheSame() {
    Expr sum = new Expr.Column("x", Primitive.DOUBLE);
    for (int i = 0; i < 300; i++) {
      sum =
          call(ScalarFunction.ADD, Primitive.DOUBLE, sum, new Expr.Literal(1.0, Primitive.DOUBLE));
    }
    byte[] file =
        ServicePlanFile.bytes(withDerived(List.of(new Derived("sum", sum, "", List.of()))));

    ServicePlan read = ServicePlanFile.read("a.plan", file);

    // to compare the trees would take a deeper stack than to evaluate them
    assertThat(ServicePlanFile.bytes(read)).isEqualTo(file);
    assertThat((Double) answer(read).value(3, 0)).isEqualTo(300.1, within(1e-9));
  }

  @Test
  void bytes_textWithoutUtf8_isRefused() {
    Expr half = new Expr.Literal("\ud83d", Primitive.VARCHAR);

    assertThatThrownBy(
            () ->
                ServicePlanFile.bytes(
                    withDerived(List.of(new Derived("half", half, "", List.of())))))
        .isInstanceOf(FactoryException.class)
        .hasMessageContaining("a text in it has no UTF-8");
  }

  @Test
  void read_cutOffAnywhere_isRefused() {
    byte[] file = ServicePlanFile.bytes(ServedMarket.plan());
    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> ServicePlanFile.read("a.plan", part))
          .isInstanceOf(FactoryException.class)
          .hasMessageContaining("a.plan");
    }
  }

  @Test
  void read_anyByteChanged_isRefused() {
    byte[] file = ServicePlanFile.bytes(ServedMarket.plan());
    for (int at = 0; at < file.length; at++) {
      byte[] changed = file.clone();
      changed[at] = (byte) (changed[at] ^ 1 << at % 8);
      assertThatThrownBy(() -> ServicePlanFile.read("a.plan", changed))
          .as("byte %d of %d", at, file.length)
          .isInstanceOf(FactoryException.class);
    }
  }

  @Test
  void read_whatIsNoPlanOfThisFormat_saysWhatItIs() throws Exception {
    assertThatThrownBy(() -> ServicePlanFile.read("a.plan", new byte[0]))
        .hasMessage(
            "a.plan is no plan of a service (expected: a file that ff generate plan has written)");
    PlanFile file = PlanFile.parseFrom(ServicePlanFile.bytes(ServedMarket.plan()));
    assertThatThrownBy(
            () ->
                ServicePlanFile.read("a.plan", file.toBuilder().setFormat(2).build().toByteArray()))
        .hasMessageStartingWith("The plan a.plan has format 2 (expected: at most 1)");
    assertThatThrownBy(
            () ->
                ServicePlanFile.read(
                    "a.plan", file.toBuilder().setChecksum(1).build().toByteArray()))
        .hasMessageContaining("is damaged: it was cut off or changed");
  }
}
