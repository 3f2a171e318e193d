package io.featurefactory.cli.served;

import java.util.Locale;

/** How an answer and the log of features go together ({@code docs/spec/served-log.md}). */
public enum Cause {
  SAME(Weight.NONE, "what training sees"),
  PUBLISHING(
      Weight.NONE,
      "asked while a run was being published; the values are those of the run it named"),
  ERROR(Weight.NONE, "nothing was answered"),
  UNRECORDED(
      Weight.NONE,
      "of a run that is not in the table of runs yet: after the next ff publish it can be compared"),
  OTHER_DEFINITION(
      Weight.NONE,
      "of a draft that was replaced since, or of another log: nothing to compare with"),
  LOG_GONE(Weight.NONE, "the feature log is not there any more: nothing to compare with"),
  OTHER_STORE(
      Weight.IF_DIFFERENT,
      "another store answered than training goes by, from the run that it had then"),
  BEHIND(Weight.IF_DIFFERENT, "answered from an older run than the table of runs says was there"),
  AHEAD(
      Weight.IF_DIFFERENT,
      "answered from a run that was published later, by the table of runs, or never"),
  ROLLBACK(Weight.IF_DIFFERENT, "answered from a run that a rollback had taken back"),
  FOLLOWS(Weight.NONE, "a derived feature of values that are not those of the log, see above"),
  STORE_FAULT(
      Weight.ALWAYS,
      "the feature log has other values for the run that the answer named: the store's were wrong."
          + " See ff verify, and ff publish --rebuild"),
  LOG_CHANGED(
      Weight.ALWAYS,
      "the feature log has other values, and was changed by something else than its runs"),
  TAMPERED(Weight.ALWAYS, "the row of the answer was changed after it was written"),
  UNKNOWN_RUN(Weight.ALWAYS, "the feature log never had the run that the answer named"),
  EVALUATION(
      Weight.ALWAYS,
      "the features are right, and the expression over them gives another value now");

  private final Weight weight;
  private final String meaning;

  Cause(Weight weight, String meaning) {
    this.weight = weight;
    this.meaning = meaning;
  }

  /** When it means that training and serving disagree. */
  enum Weight {
    NONE,
    /** If the values that training sees are other ones. */
    IF_DIFFERENT,
    ALWAYS
  }

  Weight weight() {
    return weight;
  }

  /** For people. */
  public String meaning() {
    return meaning;
  }

  /** {@code store_fault}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
