package io.featurefactory.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.featurefactory.model.Definition;
import io.featurefactory.model.DefinitionId;
import io.featurefactory.model.FactoryException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DocumentDiffTest {
  private static List<String> diff(String before, String after) {
    return DocumentDiff.between(document(before), document(after)).stream()
        .map(FieldChange::toString)
        .toList();
  }

  /** In test documents, quotes are single. */
  private static Definition document(String json) {
    return new Definition(
        DefinitionId.source("clicks"),
        "",
        "",
        json.replace('\'', '"'),
        "",
        "",
        null,
        "{}",
        List.of(),
        List.of());
  }

  @Test
  void between_equalButWrittenOtherwise_isEmpty() {
    assertThat(diff("{'a': 1, 'b': {'c': [1, 2]}}", "{ 'b':{'c':[1,2]},'a':1 }")).isEmpty();
  }

  @Test
  void between_scalars_saysOldAndNew() {
    assertThat(
            diff(
                "{'every': '1d', 'filter': null, 'online': {'store': 'a'}}",
                "{'every': '1h', 'filter': 'x > 1', 'online': {'store': 'b'}}"))
        .containsExactly(
            "every: \"1d\" -> \"1h\"", "filter: null -> \"x > 1\"", "online.store: \"a\" -> \"b\"");
  }

  @Test
  void between_fieldsThatComeAndGo() {
    assertThat(diff("{'max_age': '90d'}", "{'delay': '5m'}"))
        .containsExactly("max_age: removed \"90d\"", "delay: added \"5m\"");
  }

  @Test
  void between_namedElements_areComparedByName() {
    assertThat(
            diff(
                "{'features': [{'name': 'a', 'expr': 'x'}, {'name': 'b', 'expr': 'y'}]}",
                "{'features': [{'name': 'b', 'expr': 'z'}, {'name': 'c', 'expr': 'y'}]}"))
        .containsExactly(
            "features[a]: removed {\"name\":\"a\",\"expr\":\"x\"}",
            "features[b].expr: \"y\" -> \"z\"",
            "features[c]: added {\"name\":\"c\",\"expr\":\"y\"}");
  }

  @Test
  void between_otherOrderOfNamedElements_saysSo() {
    assertThat(
            diff(
                "{'keys': [{'name': 'a'}, {'name': 'b'}]}",
                "{'keys': [{'name': 'b'}, {'name': 'a'}]}"))
        .containsExactly("order of keys: a, b -> b, a");
  }

  @Test
  void between_otherLists_areComparedAsAWhole() {
    assertThat(
            diff(
                "{'windows': ['7d'], 'x': [{'n': 1}]}",
                "{'windows': ['7d', '14d'], 'x': [{'n': 2}]}"))
        .containsExactly("windows: [\"7d\"] -> [\"7d\",\"14d\"]", "x: [{\"n\":1}] -> [{\"n\":2}]");
  }

  @Test
  void between_elementsWithTheSameName_areComparedAsAWhole() {
    assertThat(diff("{'x': [{'name': 'a'}, {'name': 'a'}]}", "{'x': [{'name': 'a'}]}"))
        .containsExactly("x: [{\"name\":\"a\"},{\"name\":\"a\"}] -> [{\"name\":\"a\"}]");
  }

  @Test
  void between_noJson_isAFaultOfTheProduct() {
    assertThatThrownBy(() -> diff("{", "{}"))
        .isInstanceOf(FactoryException.class)
        .hasMessageStartingWith("The document of source clicks is not JSON: ");
  }
}
