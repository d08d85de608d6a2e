package io.skep.common.kubeapi.internal.kinds;

/** Objects of a CustomResourceDefinition. */
final class CustomRules implements KindRules {

    @Override
    public boolean countsGenerations() {
        return true;
    }

    @Override
    public boolean takesBlindUpdates() {
        return false;
    }

    @Override
    public boolean statusTakesMetadata() {
        return false;
    }
}
