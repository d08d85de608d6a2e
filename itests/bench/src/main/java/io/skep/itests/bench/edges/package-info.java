/** Simulated edges: thousands in one process, each with a certificate of its own, speaking the wire and nothing else. */
package io.skep.itests.bench.edges;
