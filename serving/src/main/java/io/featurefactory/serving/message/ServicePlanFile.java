package io.featurefactory.serving.message;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.featurefactory.model.FactoryException;
import io.featurefactory.protocol.v1.Plan;
import io.featurefactory.protocol.v1.PlanFile;
import io.featurefactory.serving.ServicePlan;
import java.time.DateTimeException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The plan of a service as the bytes of a file ({@code docs/spec/plan-file.md}). */
public final class ServicePlanFile {
  private static final String MADE_BY = "A plan of a service, made by ff generate plan";
  private static final int FORMAT = 1;

  /** With the tag and the length of the field. */
  private static final byte[] BEGINNING =
      PlanFile.newBuilder().setMadeBy(MADE_BY).build().toByteArray();

  private ServicePlanFile() {}

  /**
   * The bytes of a plan; the same for the same service.
   *
   * @throws FactoryException DATA if it would not be read as it is
   */
  public static byte[] bytes(ServicePlan plan) {
    Plan message = PlanWriter.message(plan);
    ByteString written = message.toByteString();
    if (!isReadAs(message, written)) {
      throw PlanErrors.notTheSame(plan);
    }
    return PlanFile.newBuilder()
        .setMadeBy(MADE_BY)
        .setFormat(FORMAT)
        .setChecksum(checksum(written))
        .setPlan(written)
        .build()
        .toByteArray();
  }

  /** False for a text that has no UTF-8, such as half of a surrogate pair. */
  private static boolean isReadAs(Plan message, ByteString written) {
    try {
      return PlanWriter.message(PlanReader.plan(Plan.parseFrom(written))).equals(message);
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  /** True for the bytes of a plan, whole or not, of any format. */
  public static boolean isPlan(byte[] file) {
    return file.length >= BEGINNING.length
        && Arrays.equals(file, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length);
  }

  /**
   * The plan that {@link #bytes} wrote.
   *
   * @param name for messages
   * @throws FactoryException USER if these are other bytes, or a newer form
   */
  public static ServicePlan read(String name, byte[] file) {
    if (!isPlan(file)) {
      throw PlanErrors.noPlan(name);
    }
    try {
      PlanFile outer = PlanFile.parseFrom(file);
      if (outer.getFormat() > FORMAT) {
        throw PlanErrors.newer(name, outer.getFormat(), FORMAT);
      }
      // of no bytes at all the checksum is that of a field that is not there
      boolean whole =
          outer.getFormat() >= 1
              && !outer.getPlan().isEmpty()
              && checksum(outer.getPlan()) == outer.getChecksum();
      if (!whole) {
        throw PlanErrors.damaged(name, null);
      }
      return PlanReader.plan(Plan.parseFrom(outer.getPlan()));
    } catch (InvalidProtocolBufferException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | DateTimeException e) {
      throw PlanErrors.damaged(name, e);
    }
  }

  private static int checksum(ByteString bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes.asReadOnlyByteBuffer());
    return (int) sum.getValue();
  }
}
