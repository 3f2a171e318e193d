/** Lookups over HTTP: JSON of our own ({@code docs/spec/lookups.md}), and that of Feast. */
@NullMarked
package io.featurefactory.serving.http;

import org.jspecify.annotations.NullMarked;
