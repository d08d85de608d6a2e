/** The benchmarks of the channel between cloud and edges, and their load by hand. */
package io.skep.itests.bench.channel;
