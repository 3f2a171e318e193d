package io.featurefactory.server;

import io.featurefactory.model.FactoryException;

/** There is no such service, view or version. */
final class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFoundException(FactoryException cause) {
    super(cause.getMessage(), cause);
  }
}
