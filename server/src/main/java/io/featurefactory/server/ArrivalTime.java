package io.featurefactory.server;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;

/** When a request arrived, from which its deadline and its time in the metrics count. */
final class ArrivalTime {
  private ArrivalTime() {}

  /** Nanoseconds of {@link System#nanoTime}. */
  static long of(ServiceRequestContext context) {
    return context
        .log()
        .ensureAvailable(RequestLogProperty.REQUEST_START_TIME)
        .requestStartTimeNanos();
  }
}
