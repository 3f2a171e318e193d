package io.featurefactory.online.dynamodb;

import io.featurefactory.model.ViewId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Removes the rows that no generation has any more. */
final class Garbage {
  /** So long they stay, for lookups that were asked before. */
  static final Duration REST = Duration.ofMinutes(1);

  private static final int DELETES_AT_ONCE = 25;
  private static final int UNDER_WAY = 32;

  private final DynamoDbLink link;
  private final DynamoDbKeys keys;
  private final Heads heads;
  private final Clock clock;

  Garbage(DynamoDbLink link, DynamoDbKeys keys, Heads heads, Clock clock) {
    this.link = link;
    this.keys = keys;
    this.heads = heads;
    this.clock = clock;
  }

  /** Removes what has rested long enough, of all views of the project. */
  void sweep() {
    long before = clock.instant().minus(REST).getEpochSecond();
    heads
        .readAll()
        .forEach(
            (view, head) -> {
              for (RowSpaces.Unused unused : head.spaces().unused()) {
                if (unused.since() < before) {
                  remove(view, unused.space());
                  heads.changeItem(
                      view, now -> new HeadItem(now.head(), now.spaces().removed(unused)));
                }
              }
            });
  }

  private void remove(ViewId view, RowSpace space) {
    RowPartitions partitions = keys.rows(view, space);
    for (int number = 0; number < RowPartitions.COUNT; number++) {
      RowPages pages = new RowPages(link, partitions.partition(number), "p, k");
      while (pages.hasNext()) {
        delete(pages.next());
      }
    }
  }

  private void delete(List<Map<String, AttributeValue>> found) {
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (int from = 0; from < found.size(); from += DELETES_AT_ONCE) {
      List<WriteRequest> deletes = new ArrayList<>();
      found
          .subList(from, Math.min(found.size(), from + DELETES_AT_ONCE))
          .forEach(
              item ->
                  deletes.add(
                      WriteRequest.builder()
                          .deleteRequest(DeleteRequest.builder().key(item).build())
                          .build()));
      asked.add(delete(deletes, 0));
      if (asked.size() == UNDER_WAY) {
        asked.forEach(link::await);
        asked.clear();
      }
    }
    asked.forEach(link::await);
  }

  private CompletableFuture<Void> delete(List<WriteRequest> deletes, int attempt) {
    return link.patiently(
            () -> link.client().batchWriteItem(r -> r.requestItems(Map.of(link.table(), deletes))))
        .thenCompose(
            answer -> {
              List<WriteRequest> rest =
                  answer.unprocessedItems().getOrDefault(link.table(), List.of());
              return rest.isEmpty()
                  ? CompletableFuture.completedFuture(null)
                  : CompletableFuture.completedFuture(null)
                      .thenComposeAsync(
                          nothing -> delete(rest, attempt + 1), DynamoDbLink.later(attempt));
            });
  }
}
