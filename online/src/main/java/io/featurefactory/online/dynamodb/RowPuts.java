package io.featurefactory.online.dynamodb;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;

/** Puts rows one by one, many under way at once, none in the place of a newer one. */
final class RowPuts {
  /** Of one batch. */
  private static final int UNDER_WAY = 64;

  private final DynamoDbLink link;

  RowPuts(DynamoDbLink link) {
    this.link = link;
  }

  /**
   * Puts items.
   *
   * @return done when all are there, true; false if one was not put since a newer one is there.
   *     After a failure no more are begun, and some may be there
   */
  CompletableFuture<Boolean> put(List<Map<String, AttributeValue>> items) {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean newer = new AtomicBoolean();
    AtomicBoolean failed = new AtomicBoolean();
    CompletableFuture<?>[] lanes =
        IntStream.range(0, Math.min(UNDER_WAY, items.size()))
            .mapToObj(lane -> drain(items, next, newer, failed))
            .toArray(CompletableFuture[]::new);
    return CompletableFuture.allOf(lanes).thenApply(nothing -> !newer.get());
  }

  private CompletableFuture<@Nullable Void> drain(
      List<Map<String, AttributeValue>> items,
      AtomicInteger next,
      AtomicBoolean newer,
      AtomicBoolean failed) {
    int index = next.getAndIncrement();
    if (index >= items.size() || newer.get() || failed.get()) {
      return CompletableFuture.completedFuture(null);
    }
    return link.patiently(() -> put(items.get(index)))
        .whenComplete(
            (isNewer, failure) -> {
              failed.compareAndSet(false, failure != null);
              newer.compareAndSet(false, failure == null && isNewer);
            })
        .thenCompose(isNewer -> drain(items, next, newer, failed));
  }

  /** True if what is there is newer. */
  private CompletableFuture<Boolean> put(Map<String, AttributeValue> item) {
    PutItemRequest request = RowItem.put(item).tableName(link.table()).build();
    return link.client()
        .putItem(request)
        .thenApply(answer -> false)
        .exceptionallyCompose(
            failure -> {
              Throwable cause = DynamoDbErrors.unwrapped(failure);
              return cause instanceof ConditionalCheckFailedException
                  ? CompletableFuture.completedFuture(true)
                  : CompletableFuture.failedFuture(cause);
            });
  }
}
