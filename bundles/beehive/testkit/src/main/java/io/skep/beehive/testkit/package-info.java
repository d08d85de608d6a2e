/** Doubles for the tests of modules: a bus without OSGi, probes in the place of other modules, a clock that tests move. Never deployed. */
package io.skep.beehive.testkit;
