package io.featurefactory.serving;

import io.featurefactory.model.KeyEncoding;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Which answers are logged: a share of all requests, chosen by a hash of their ids, so that all
 * servers choose the same, and what a small share chooses is among what a greater one does.
 *
 * @param share 0 for none, 1 for all
 * @param services by name, those of which another share is logged
 */
public record AnswerSample(double share, Map<String, Double> services) {
  private static final double HASHES = 0x1p64;

  public AnswerSample {
    services = Map.copyOf(services);
    requireShare(share);
    services.values().forEach(AnswerSample::requireShare);
  }

  private static void requireShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
    }
  }

  /** True if no answer is logged. */
  public boolean isEmpty() {
    return share == 0 && services.values().stream().allMatch(other -> other == 0);
  }

  /** True if the answer to a request is logged, with all its rows. */
  boolean has(ServicePlan plan, String requestId) {
    if (plan.kind() == ServicePlan.Kind.LIST) {
      return false;
    }
    double wanted = services.getOrDefault(plan.service().name(), share);
    if (wanted == 0 || wanted == 1) {
      return wanted == 1;
    }
    // the hash is signed, in the order of the unsigned one
    double hash = KeyEncoding.hash(requestId.getBytes(StandardCharsets.UTF_8)) + HASHES / 2;
    return hash < wanted * HASHES;
  }
}
