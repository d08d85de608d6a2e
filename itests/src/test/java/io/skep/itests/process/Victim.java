package io.skep.itests.process;

/** What a storm kills, and what is restarted by that. */
interface Victim {

    /** Kills it at once; the edge's pods are known to {@code wishes}. */
    void kill(Cluster cluster, Wishes wishes) throws Exception;

    /** What {@code ./skep up} is to start again; empty when it comes back by itself. */
    String instance();

    /** The edge's agent: pods that are bundles end with it, containers do not. */
    record Edge(String instance) implements Victim {
        @Override
        public void kill(Cluster cluster, Wishes wishes) throws Exception {
            wishes.edgeDies();
            cluster.kill(instance);
        }
    }

    /** The cloud with its API: no pod notices. */
    record Cloud(String instance) implements Victim {
        @Override
        public void kill(Cluster cluster, Wishes wishes) {
            cluster.kill(instance);
        }
    }
}
