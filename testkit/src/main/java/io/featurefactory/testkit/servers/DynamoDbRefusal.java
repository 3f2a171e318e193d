package io.featurefactory.testkit.servers;

/** An error in DynamoDB's own words. */
final class DynamoDbRefusal extends RuntimeException {
  private final String type;

  DynamoDbRefusal(String type, String message) {
    super(message);
    this.type = type;
  }

  static DynamoDbRefusal invalid(String message) {
    return new DynamoDbRefusal("ValidationException", message);
  }

  /** Such as {@code ValidationException}. */
  String type() {
    return type;
  }
}
