package io.featurefactory.online.dynamodb;

import io.featurefactory.model.ViewId;
import io.featurefactory.online.ViewHead;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/** Reads the heads of views, and changes them if they are still what was read. */
final class Heads {
  /** The attribute of a head's bytes. */
  static final String BYTES = "b";

  private static final int ATTEMPTS = 100;

  private final DynamoDbLink link;
  private final DynamoDbKeys keys;
  private final Clock clock;

  Heads(DynamoDbLink link, DynamoDbKeys keys, Clock clock) {
    this.link = link;
    this.keys = keys;
    this.clock = clock;
  }

  /** For a lookup. */
  HeadItem find(ViewId view) {
    return link.await(link.promptly(() -> ask(view)));
  }

  /** For a writer. */
  HeadItem read(ViewId view) {
    return link.await(readAsync(view));
  }

  CompletableFuture<HeadItem> readAsync(ViewId view) {
    return link.patiently(() -> ask(view));
  }

  private CompletableFuture<HeadItem> ask(ViewId view) {
    return link.client()
        .getItem(
            r -> r.tableName(link.table()).key(keys.head(view).attributes()).consistentRead(true))
        .thenApply(answer -> decode(answer.hasItem() ? answer.item() : null))
        .exceptionally(Heads::noneWithoutTable);
  }

  private static HeadItem noneWithoutTable(Throwable e) {
    if (DynamoDbErrors.unwrapped(e) instanceof ResourceNotFoundException) {
      return HeadItem.NONE;
    }
    throw e instanceof RuntimeException failure ? failure : new IllegalStateException(e);
  }

  static HeadItem decode(@Nullable Map<String, AttributeValue> item) {
    return item == null
        ? HeadItem.NONE
        : HeadItem.decode(ItemKey.require(item, BYTES).b().asByteArrayUnsafe());
  }

  /** The heads of all views of the project. */
  Map<ViewId, HeadItem> readAll() {
    Map<ViewId, HeadItem> heads = new TreeMap<>();
    Map<String, AttributeValue> start = Map.of();
    try {
      do {
        QueryResponse page = page(start);
        page.items().forEach(item -> heads.put(DynamoDbKeys.view(ItemKey.of(item)), decode(item)));
        start = page.lastEvaluatedKey();
      } while (!start.isEmpty());
    } catch (RuntimeException e) {
      if (e.getCause() instanceof ResourceNotFoundException) {
        return Map.of();
      }
      throw e;
    }
    return heads;
  }

  private QueryResponse page(Map<String, AttributeValue> start) {
    return link.await(
        link.client()
            .query(
                r ->
                    r.tableName(link.table())
                        .consistentRead(true)
                        .keyConditionExpression("p = :p")
                        .expressionAttributeValues(Map.of(":p", AttributeValue.fromB(keys.heads())))
                        .exclusiveStartKey(start.isEmpty() ? null : start)));
  }

  /** Changes what is served or open, and with it where rows lie. */
  ViewHead change(ViewId view, UnaryOperator<ViewHead> change) {
    return changeItem(
            view,
            now -> {
              ViewHead next = change.apply(now.head());
              return new HeadItem(next, now.spaces().after(now.head(), next, clock.instant()));
            })
        .head();
  }

  /**
   * Changes a head.
   *
   * @param change of what is there, made again if that has changed meanwhile; may be the same
   * @return what is there now
   */
  HeadItem changeItem(ViewId view, UnaryOperator<HeadItem> change) {
    HeadItem tried = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      HeadItem now = read(view);
      if (now.equals(tried)) {
        return now; // it was put, only the answer was lost
      }
      HeadItem next = change.apply(now);
      if (next.equals(now) || swap(view, now, next)) {
        return next;
      }
      tried = next;
    }
    throw DynamoDbErrors.restless(link.store(), view);
  }

  private boolean swap(ViewId view, HeadItem now, HeadItem next) {
    ItemKey key = keys.head(view);
    PutItemRequest.Builder put =
        PutItemRequest.builder()
            .tableName(link.table())
            .item(
                Map.of(
                    ItemKey.PARTITION,
                    AttributeValue.fromB(key.partition()),
                    ItemKey.SORT,
                    AttributeValue.fromB(key.sort()),
                    BYTES,
                    bytes(next)));
    if (now.equals(HeadItem.NONE)) {
      put.conditionExpression("attribute_not_exists(p)");
    } else {
      put.conditionExpression("b = :b").expressionAttributeValues(Map.of(":b", bytes(now)));
    }
    PutItemRequest request = put.build();
    return link.await(
        link.patiently(() -> link.client().putItem(request))
            .handle(
                (answer, failure) -> {
                  if (failure == null) {
                    return true;
                  }
                  Throwable cause = DynamoDbErrors.unwrapped(failure);
                  if (cause instanceof ConditionalCheckFailedException) {
                    return false;
                  }
                  throw link.failure(cause);
                }));
  }

  private static AttributeValue bytes(HeadItem head) {
    return AttributeValue.fromB(SdkBytes.fromByteArrayUnsafe(head.encode()));
  }
}
