package io.featurefactory.online.dynamodb;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Gets any number of items by their keys, a hundred with each request, all requests at once. */
final class RowGets {
  private static final int KEYS_AT_ONCE = 100;

  /** Of rows and heads: what others read is left where it is. */
  private static final String NEEDED =
      String.join(",", ItemKey.PARTITION, ItemKey.SORT, RowItem.RUN, RowItem.ROW, Heads.BYTES);

  private final DynamoDbLink link;

  RowGets(DynamoDbLink link) {
    this.link = link;
  }

  /**
   * The items that are there; each is as it was, strongly consistent, at some moment of the call.
   *
   * @param keys each once
   */
  CompletableFuture<Map<ItemKey, Map<String, AttributeValue>>> fetch(Collection<ItemKey> keys) {
    Map<ItemKey, Map<String, AttributeValue>> found = new ConcurrentHashMap<>();
    List<ItemKey> all = new ArrayList<>(keys);
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    long deadline = System.nanoTime() + link.settings().timeout().toNanos();
    for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
      List<Map<String, AttributeValue>> some =
          all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE)).stream()
              .map(ItemKey::attributes)
              .toList();
      KeysAndAttributes request =
          KeysAndAttributes.builder()
              .keys(some)
              .consistentRead(true)
              .projectionExpression(link.settings().readable() ? NEEDED : null)
              .build();
      asked.add(ask(Map.of(link.table(), request), found, deadline, 0));
    }
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .handle(
            (nothing, failure) -> {
              if (failure == null) {
                return found;
              }
              if (DynamoDbErrors.unwrapped(failure) instanceof ResourceNotFoundException) {
                return new HashMap<>(); // no table, no rows
              }
              throw link.told(failure);
            });
  }

  private CompletableFuture<Void> ask(
      Map<String, KeysAndAttributes> request,
      Map<ItemKey, Map<String, AttributeValue>> found,
      long deadline,
      int attempt) {
    BatchGetItemRequest batch = BatchGetItemRequest.builder().requestItems(request).build();
    return link.promptly(() -> link.client().batchGetItem(batch))
        .thenCompose(
            answer -> {
              List<Map<String, AttributeValue>> items =
                  answer.responses().getOrDefault(link.table(), List.of());
              items.forEach(item -> found.put(ItemKey.of(item), item));
              return rest(answer, found, deadline, items.isEmpty() ? attempt + 1 : 0);
            });
  }

  /** What did not fit into the answer, or into the table's capacity, is asked for again. */
  private CompletableFuture<Void> rest(
      BatchGetItemResponse answer,
      Map<ItemKey, Map<String, AttributeValue>> found,
      long deadline,
      int attempt) {
    if (!answer.hasUnprocessedKeys() || answer.unprocessedKeys().isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    if (System.nanoTime() > deadline) {
      return CompletableFuture.failedFuture(DynamoDbErrors.slow(link.store(), link.settings()));
    }
    return CompletableFuture.completedFuture(null)
        .thenComposeAsync(
            nothing -> ask(answer.unprocessedKeys(), found, deadline, attempt),
            DynamoDbLink.later(attempt));
  }
}
