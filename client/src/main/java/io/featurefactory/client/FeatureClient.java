package io.featurefactory.client;

import java.util.concurrent.CompletableFuture;

/**
 * Asks for the features of services. For any number of threads; one client serves a whole process.
 *
 * <pre>{@code
 * try (FeatureClient client = RemoteClient.connect("features.example.com:6566")) {
 *   FeatureAnswer answer =
 *       client.lookup(
 *           FeatureRequest.of("search_ranking@1")
 *               .each("ad_id", List.of("AD-1", "AD-2"))
 *               .same("user_id", "U-1")
 *               .within(Duration.ofMillis(10)));
 *   float[] matrix = answer.matrix();
 * }
 * }</pre>
 */
public interface FeatureClient extends AutoCloseable {

  /**
   * The features of some rows. What a store does not say in time has the status ERROR, and the
   * answer is not complete; that is no failure.
   *
   * @throws FeatureClientException if the request is refused, or there is no answer
   */
  FeatureAnswer lookup(FeatureRequest request);

  /**
   * As {@link #lookup}, without waiting; fails with what that would have thrown.
   *
   * <p>What depends on the answer runs in a thread of the client's, which other answers wait for.
   * So it must not wait itself, least of all for another lookup, which may never come then: what
   * takes longer goes to threads of the caller's, by {@link
   * CompletableFuture#thenApplyAsync(java.util.function.Function, java.util.concurrent.Executor)}.
   */
  CompletableFuture<FeatureAnswer> lookupAsync(FeatureRequest request);

  /** Ends the connections that the client has made itself. */
  @Override
  void close();
}
