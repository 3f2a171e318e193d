package io.featurefactory.demo;

/**
 * An ad as everybody sees it, from one change of its facts to the next.
 *
 * @param number positive; the id is {@code AD-<number>}
 * @param seller positive; the id is {@code SE-<seller>}
 * @param priceCents positive
 * @param listedMillis when it was put up, milliseconds since 1970
 * @param updatedMillis since when these facts hold
 */
record Ad(
    long number,
    Category category,
    int seller,
    City city,
    long priceCents,
    long listedMillis,
    long updatedMillis) {}
