package io.skep.edge.runtime.cri.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.skep.edge.runtime.RuntimeFailure;
import io.skep.edge.runtime.cri.internal.CallFailure.Kind;
import org.junit.jupiter.api.Test;

class FailuresTest {

    private static final Endpoint NOWHERE = new Endpoint("unix:///nowhere/x.sock");

    private static RuntimeFailure of(Kind kind) {
        return Failures.of(
                new CallFailure(kind, "because", null),
                NOWHERE,
                CriError.CREATE_FAILED,
                "CreateContainerError",
                "The thing");
    }

    @Test
    void takesTheWrappingOffTheEnginesSentence() {
        assertThat(Failures.brief("failed to create containerd task: failed to create shim task: OCI runtime create"
                        + " failed: runc create failed: unable to start container process: exec: \"x\":\n no such file:"
                        + " unknown"))
                .isEqualTo("exec: \"x\": no such file");
        assertThat(Failures.brief("x".repeat(500))).hasSize(403).endsWith("...");
        assertThat(Failures.brief("It is broken.")).isEqualTo("It is broken");
        assertThat(Failures.brief("")).isEmpty();
    }

    @Test
    void tellsAnEngineThatCannotBeAskedFromOneThatRefuses() {
        assertThat(of(Kind.AWAY).reason()).isEqualTo("RuntimeUnavailable");
        assertThat(of(Kind.AWAY).line())
                .isEqualTo("SKEP-252 The thing was not done: the engine's socket unix:///nowhere/x.sock does not exist."
                        + " Start the container engine; it is tried again by itself.");
        assertThat(of(Kind.NOT_PERMITTED).code()).isEqualTo(CriError.NOT_PERMITTED);
        assertThat(of(Kind.UNIMPLEMENTED).code()).isEqualTo(CriError.NO_CRI);
        assertThat(of(Kind.TIMEOUT).code()).isEqualTo(CriError.TIMEOUT);
        assertThat(of(Kind.TIMEOUT).reason()).isEqualTo("CreateContainerError");
        assertThat(of(Kind.TOO_LARGE).code()).isEqualTo(CriError.TOO_LARGE);
        assertThat(of(Kind.REFUSED).line())
                .isEqualTo("SKEP-258 The thing failed: because. Correct the container in the pod's spec.");
        assertThat(of(Kind.NOT_FOUND).code()).isEqualTo(CriError.CREATE_FAILED);
    }
}
