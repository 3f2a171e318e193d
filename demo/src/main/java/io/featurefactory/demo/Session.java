package io.featurefactory.demo;

/**
 * A visit of a user: some result pages in a row.
 *
 * @param day of its start, from 0; together with {@code number} its id, {@code S<day>-<number>}
 * @param number from 0 on each day
 * @param user positive; the id is {@code U-<user>}
 */
record Session(int day, int number, int user) {}
