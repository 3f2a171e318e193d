package io.featurefactory.compute;

import static org.assertj.core.api.Assertions.assertThat;

import io.featurefactory.model.DiskFullException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.model.FactoryException.Kind;
import io.featurefactory.model.ViewId;
import org.junit.jupiter.api.Test;

final class ComputeErrorsTest {
  private static final ViewId VIEW = new ViewId("queried", 1);

  @Test
  void inQuery_fullDisk_staysOne() {
    FactoryException full = new DiskFullException("No space left on the disk: x", null);

    assertThat(ComputeErrors.inQuery(VIEW, full)).isSameAs(full);
  }

  @Test
  void inQuery_anyOtherFailure_namesTheView() {
    assertThat(ComputeErrors.inQuery(VIEW, new FactoryException(Kind.DATA, "no good")))
        .hasMessage("The sql of queried v1 cannot run: no good");
  }
}
