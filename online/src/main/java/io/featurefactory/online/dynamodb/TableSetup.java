package io.featurefactory.online.dynamodb;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ProvisionedThroughput;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveDescription;
import software.amazon.awssdk.services.dynamodb.model.TimeToLiveStatus;

/** Makes the table where it is missing, and refuses one that is somebody else's. */
final class TableSetup {
  private static final Duration CREATION = Duration.ofMinutes(2);
  private static final long PAUSE_MILLIS = 50;
  private static final String KEYS = "p B HASH, k B RANGE";

  private final DynamoDbLink link;
  private final Consumer<String> warnings;
  private boolean ready;

  /**
   * Looks at nothing yet.
   *
   * @param warnings takes what is not as it should be, and does not keep rows from being written
   */
  TableSetup(DynamoDbLink link, Consumer<String> warnings) {
    this.link = link;
    this.warnings = warnings;
  }

  /** After that the table takes rows; looked at once. */
  synchronized void require() {
    if (ready) {
      return;
    }
    long deadline = System.nanoTime() + CREATION.toNanos();
    TableDescription table = find();
    while (table == null || !isUsable(table.tableStatus())) {
      if (System.nanoTime() > deadline) {
        throw DynamoDbErrors.notReady(
            link.store(), link.settings(), table == null ? "missing" : table.tableStatusAsString());
      }
      if (table == null) {
        create();
      }
      pause();
      table = find();
    }
    requireKeys(table);
    requireTimeToLive();
    ready = true;
  }

  private static boolean isUsable(TableStatus status) {
    return status == TableStatus.ACTIVE || status == TableStatus.UPDATING;
  }

  private @Nullable TableDescription find() {
    try {
      return link.await(
              link.promptly(() -> link.client().describeTable(r -> r.tableName(link.table()))))
          .table();
    } catch (RuntimeException e) {
      if (e.getCause() instanceof ResourceNotFoundException) {
        return null;
      }
      throw e;
    }
  }

  private void create() {
    CreateTableRequest.Builder request =
        CreateTableRequest.builder()
            .tableName(link.table())
            .keySchema(key(ItemKey.PARTITION, KeyType.HASH), key(ItemKey.SORT, KeyType.RANGE))
            .attributeDefinitions(binary(ItemKey.PARTITION), binary(ItemKey.SORT));
    DynamoDbSettings.Capacity capacity = link.settings().capacity();
    if (capacity == null) {
      request.billingMode(BillingMode.PAY_PER_REQUEST);
    } else {
      request
          .billingMode(BillingMode.PROVISIONED)
          .provisionedThroughput(
              ProvisionedThroughput.builder()
                  .readCapacityUnits(capacity.read())
                  .writeCapacityUnits(capacity.write())
                  .build());
    }
    try {
      link.await(link.promptly(() -> link.client().createTable(request.build())));
    } catch (RuntimeException e) {
      if (!(e.getCause() instanceof ResourceInUseException)) {
        throw e; // else another writer makes it
      }
    }
  }

  private static KeySchemaElement key(String name, KeyType type) {
    return KeySchemaElement.builder().attributeName(name).keyType(type).build();
  }

  private static AttributeDefinition binary(String name) {
    return AttributeDefinition.builder()
        .attributeName(name)
        .attributeType(ScalarAttributeType.B)
        .build();
  }

  private void requireKeys(TableDescription table) {
    List<AttributeDefinition> types = table.attributeDefinitions();
    String found =
        table.keySchema().stream()
            .map(k -> "%s %s %s".formatted(k.attributeName(), type(k, types), k.keyTypeAsString()))
            .collect(Collectors.joining(", "));
    if (!found.equals(KEYS)) {
      throw DynamoDbErrors.foreignTable(link.store(), link.settings(), "the key " + found);
    }
  }

  private static String type(KeySchemaElement key, List<AttributeDefinition> types) {
    return types.stream()
        .filter(definition -> definition.attributeName().equals(key.attributeName()))
        .map(AttributeDefinition::attributeTypeAsString)
        .findFirst()
        .orElse("?");
  }

  /** Without it tombstones stay, and are read alike; so whoever may not have it does without. */
  private void requireTimeToLive() {
    try {
      TimeToLiveDescription found = findTimeToLive();
      TimeToLiveStatus status = found.timeToLiveStatus();
      if (status == TimeToLiveStatus.DISABLED || status == TimeToLiveStatus.DISABLING) {
        enableTimeToLive();
      } else if (!RowItem.EXPIRY.equals(found.attributeName())) {
        throw DynamoDbErrors.foreignTable(
            link.store(), link.settings(), "a time to live by " + found.attributeName());
      }
    } catch (RuntimeException e) {
      String reason = DynamoDbErrors.whyNotAllowed(e);
      if (reason == null) {
        throw e;
      }
      warnings.accept(DynamoDbErrors.withoutTimeToLive(link.store(), link.settings(), reason));
    }
  }

  private TimeToLiveDescription findTimeToLive() {
    return link.await(
            link.promptly(() -> link.client().describeTimeToLive(r -> r.tableName(link.table()))))
        .timeToLiveDescription();
  }

  private void enableTimeToLive() {
    try {
      link.await(
          link.client()
              .updateTimeToLive(
                  r ->
                      r.tableName(link.table())
                          .timeToLiveSpecification(
                              s -> s.attributeName(RowItem.EXPIRY).enabled(true))));
    } catch (RuntimeException e) {
      if (!String.valueOf(e.getMessage()).contains("already enabled")) {
        throw e; // else another writer did it
      }
    }
  }

  private void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw DynamoDbErrors.interrupted(link.store());
    }
  }
}
