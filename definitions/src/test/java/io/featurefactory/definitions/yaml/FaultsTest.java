package io.featurefactory.definitions.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import org.junit.jupiter.api.Test;

class FaultsTest {
  @Test
  void throwIfAny_moreThanAnyoneReads_tellsTheFirstAndTheirNumber() {
    Faults faults = new Faults();
    for (int line = 1; line <= 1_000; line++) {
      faults.add(new Position("a.yaml", line, 1), "wrong");
    }

    assertThat(catchThrowable(faults::throwIfAny).getMessage().lines())
        .hasSize(201)
        .startsWith("a.yaml:1:1: wrong", "a.yaml:2:1: wrong")
        .endsWith("... and 800 more");
  }
}
