package io.featurefactory.definitions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Properties;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.config.CalciteConnectionConfigImpl;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.jdbc.JavaTypeFactoryImpl;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.schema.impl.AbstractTable;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.dialect.DuckDBSqlDialect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.validate.SqlConformanceEnum;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql.validate.SqlValidatorUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The jars that the root pom leaves out of Calcite are not missed by parser, validator, unparser.
 */
final class SqlFrontEndTest {
  private static final SqlParser.Config CONFIG =
      SqlParser.config()
          .withUnquotedCasing(Casing.UNCHANGED)
          .withQuotedCasing(Casing.UNCHANGED)
          .withConformance(SqlConformanceEnum.LENIENT);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "select a, sum(b) over (partition by c order by d range between interval '7' day preceding"
            + " and current row) x from t join u on t.a = u.b where a in (1, 2) and b like 'x%'"
            + " and c between 1 and 2 order by 1 limit 10",
        "with q as (select cast(a as decimal(12, 2)) z, array[1, 2], case when a is null then 1"
            + " else coalesce(b, 2) end from t) select * from q union all select z, null, 1e10"
            + " from q where exists (select 1 from t)",
        "select timestamp '2024-01-01 00:00:00' + interval '1' hour, date '2024-01-01',"
            + " trim(both ' ' from x), extract(hour from ts), substring(x from 1 for 2),"
            + " json_value(j, '$.a'), a.b.c['k'], row(1, 2) from t",
        "select a, count(distinct b) filter (where c > 1) / nullif(count(*), 0) from t group by a"
            + " having max(d) > 3"
      })
  void parse_select_unparsesToAFixedPoint(String sql) throws SqlParseException {
    String once = duckDb(SqlParser.create(sql, CONFIG).parseStmt());
    String twice = duckDb(SqlParser.create(once, CONFIG).parseStmt());
    assertThat(twice).isEqualTo(once);
  }

  @Test
  void parse_wrongText_tellsLineAndColumn() {
    assertThatThrownBy(() -> SqlParser.create("select a\nfrm t wher", CONFIG).parseStmt())
        .isInstanceOfSatisfying(
            SqlParseException.class,
            e -> {
              assertThat(e.getPos().getLineNum()).isEqualTo(2);
              assertThat(e.getPos().getColumnNum()).isEqualTo(5);
            });
  }

  @Test
  void validate_aggregate_givesTypes() throws SqlParseException {
    SqlNode query =
        SqlParser.create("select a, sum(b) as s from t group by a", CONFIG).parseQuery();
    SqlValidator validator = validator();
    assertThat(validator.getValidatedNodeType(validator.validate(query)).getFullTypeString())
        .isEqualTo("RecordType(BIGINT NOT NULL a, DOUBLE NOT NULL s) NOT NULL");
  }

  private static String duckDb(SqlNode node) {
    return node.toSqlString(DuckDBSqlDialect.DEFAULT).getSql().replace('`', '"');
  }

  private static SqlValidator validator() {
    CalciteSchema schema = CalciteSchema.createRootSchema(false);
    schema.add(
        "t",
        new AbstractTable() {
          @Override
          public RelDataType getRowType(RelDataTypeFactory types) {
            return types
                .builder()
                .add("a", SqlTypeName.BIGINT)
                .add("b", SqlTypeName.DOUBLE)
                .build();
          }
        });
    CalciteCatalogReader catalog =
        new CalciteCatalogReader(
            schema,
            List.of(),
            new JavaTypeFactoryImpl(),
            new CalciteConnectionConfigImpl(new Properties()));
    return SqlValidatorUtil.newValidator(
        SqlStdOperatorTable.instance(),
        catalog,
        new JavaTypeFactoryImpl(),
        SqlValidator.Config.DEFAULT);
  }
}
