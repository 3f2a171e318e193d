/** Lookups over gRPC and HTTP ({@code docs/spec/lookups.md}), and in the JSON of Feast. */
@NullMarked
package io.featurefactory.server;

import org.jspecify.annotations.NullMarked;
