/** A project of a user: its settings, its definitions and what they are kept in. */
@NullMarked
package io.featurefactory.cli.project;

import org.jspecify.annotations.NullMarked;
