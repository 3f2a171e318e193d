package io.featurefactory.demo;

import java.util.List;
import java.util.Locale;

/** What the generator writes: a file of each for each day. */
public enum DemoSource {
  /** Impressions and clicks. */
  CLICKSTREAM,
  /** Calls and messages to sellers. */
  CONTACTS,
  /** The facts of ads, each time they change. */
  ADS;

  /** The name of the table that its files belong into. */
  public String table() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** In the order of the files. */
  List<Column> columns() {
    return switch (this) {
      case CLICKSTREAM ->
          List.of(
              text("event_id"),
              text("event_timestamp"),
              text("event_type"),
              text("session_id"),
              text("user_id"),
              text("page_id"),
              number("position"),
              text("query"),
              text("query_category"),
              text("ad_id"),
              text("seller_id"),
              number("price"),
              text("category"));
      case CONTACTS ->
          List.of(
              text("contact_id"),
              text("contacted_at"),
              text("ad_id"),
              text("seller_id"),
              text("user_id"),
              text("kind"));
      case ADS ->
          List.of(
              text("ad_id"),
              text("seller_id"),
              text("category"),
              number("price"),
              text("city"),
              text("listed_at"),
              text("updated_at"));
    };
  }

  /**
   * A column of the files.
   *
   * @param number true if JSON writes it without quotes
   */
  record Column(String name, boolean number) {}

  private static Column text(String name) {
    return new Column(name, false);
  }

  private static Column number(String name) {
    return new Column(name, true);
  }
}
