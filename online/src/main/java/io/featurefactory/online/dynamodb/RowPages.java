package io.featurefactory.online.dynamodb;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;

/**
 * The items of a partition in pages of up to a megabyte, strongly consistent; the next one is asked
 * for while a page is used. For one thread.
 */
final class RowPages implements Iterator<List<Map<String, AttributeValue>>> {
  private final DynamoDbLink link;
  private final QueryRequest first;
  private @Nullable CompletableFuture<QueryResponse> next;

  /**
   * The pages of a partition; the first is asked for at once.
   *
   * @param attributes to give, by a comma; empty for all
   */
  RowPages(DynamoDbLink link, SdkBytes partition, String attributes) {
    this.link = link;
    this.first =
        QueryRequest.builder()
            .tableName(link.table())
            .consistentRead(true)
            .keyConditionExpression("p = :p")
            .expressionAttributeValues(Map.of(":p", AttributeValue.fromB(partition)))
            .projectionExpression(attributes.isEmpty() ? null : attributes)
            .build();
    this.next = ask(first);
  }

  private CompletableFuture<QueryResponse> ask(QueryRequest request) {
    return link.patiently(() -> link.client().query(request));
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public List<Map<String, AttributeValue>> next() {
    CompletableFuture<QueryResponse> asked = next;
    if (asked == null) {
      throw new NoSuchElementException("no page (expected: hasNext() was true)");
    }
    QueryResponse page = link.await(asked);
    Map<String, AttributeValue> last = page.lastEvaluatedKey();
    next =
        page.hasLastEvaluatedKey() && !last.isEmpty()
            ? ask(first.toBuilder().exclusiveStartKey(last).build())
            : null;
    return page.items();
  }
}
