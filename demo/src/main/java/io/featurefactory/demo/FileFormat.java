package io.featurefactory.demo;

/** How rows are written, one a line, in UTF-8. */
public enum FileFormat {
  /** Commas, a header line, an empty field for NULL; nothing needs quotes. */
  CSV("csv"),
  /** One JSON object a line; numbers are numbers, everything else is text. */
  JSON_LINES("jsonl");

  private final String extension;

  FileFormat(String extension) {
    this.extension = extension;
  }

  /** The end of a file's name, without the dot. */
  public String extension() {
    return extension;
  }
}
