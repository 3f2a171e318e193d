/** What commands print: answers as text or JSON, and progress. */
@NullMarked
package io.featurefactory.cli.output;

import org.jspecify.annotations.NullMarked;
