package io.featurefactory.lake;

import org.apache.iceberg.exceptions.NotFoundException;

/**
 * A file of the warehouse is not what was written. It extends {@link NotFoundException} because
 * that is what Iceberg does not try again: reading it twenty times over a minute mends no file.
 */
final class DamagedFileException extends NotFoundException {
  private static final long serialVersionUID = 1L;

  DamagedFileException(String path, String found, Throwable cause) {
    super(cause, "%s %s", path, found);
  }
}
