/**
 * Jobs of Spark at Amazon: submits them to EMR or EMR Serverless, and asks what becomes of them.
 */
@NullMarked
package io.featurefactory.cli.emr;

import org.jspecify.annotations.NullMarked;
