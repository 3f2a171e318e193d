package io.featurefactory.lake;

/** Whether a column may hold NULL. */
public enum Nullability {
  REQUIRED,
  NULLABLE
}
