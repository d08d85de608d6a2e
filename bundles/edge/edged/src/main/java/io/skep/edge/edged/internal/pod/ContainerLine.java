package io.skep.edge.edged.internal.pod;

import io.skep.edge.edged.internal.pod.ContainerView.State;
import io.skep.edge.runtime.ContainerState;
import java.util.Optional;

/** One container in a list, for people. */
public record ContainerLine(String container, String state, boolean ready, int restarts, long pid, String id) {

    static ContainerLine of(ContainerView view, Optional<ContainerState> state) {
        String word = switch (view.state()) {
            case State.Waiting(String reason, String message) -> reason;
            case State.Running running -> "Running";
            case State.Ended(Ledger.Exit exit) -> "Exited " + exit.code();
        };
        return new ContainerLine(
                view.name(),
                word,
                view.isRunning() && view.ready(),
                view.restarts(),
                view.isRunning() ? state.map(ContainerState::pid).orElse(0L) : 0,
                view.id());
    }
}
