package io.skep.edge.runtime.cri.internal;

import io.skep.edge.runtime.RuntimeFailure;
import java.util.List;

/** Turns what gRPC and the engine say into one sentence with a code. */
final class Failures {

    /** The reason word when the engine cannot be asked. */
    static final String UNAVAILABLE = "RuntimeUnavailable";

    private static final int LONGEST = 400;
    private static final List<String> NOISE = List.of(
            "rpc error: code = Unknown desc = ",
            "failed to create containerd task: ",
            "failed to start containerd task: ",
            "failed to create shim task: ",
            "failed to create shim: ",
            "failed to exec in container: ",
            "OCI runtime create failed: ",
            "OCI runtime exec failed: ",
            "runc create failed: ",
            "unable to start container process: ",
            "unable to start init: ",
            "failed to pull and unpack image ");

    private Failures() {}

    /**
     * @param otherwise the code when the engine was reached and refused
     * @param what was being done, as the beginning of a sentence
     */
    static RuntimeFailure of(CallFailure e, Endpoint endpoint, CriError otherwise, String reason, String what) {
        return switch (e.kind()) {
            case AWAY, NOT_PERMITTED, UNIMPLEMENTED ->
                new RuntimeFailure(
                        code(e, otherwise), UNAVAILABLE, what + " was not done: " + unreachable(e, endpoint), e);
            case TIMEOUT ->
                new RuntimeFailure(
                        CriError.TIMEOUT,
                        reason,
                        what + " was not done: the engine at " + endpoint + " did not answer in time.",
                        e);
            case TOO_LARGE ->
                new RuntimeFailure(
                        CriError.TOO_LARGE, reason, what + " failed: the engine's answer is longer than 4 MiB.", e);
            case NOT_FOUND, REFUSED ->
                new RuntimeFailure(otherwise, reason, what + " failed: " + brief(e.getMessage()) + ".", e);
        };
    }

    static CriError code(CallFailure e, CriError otherwise) {
        return switch (e.kind()) {
            case AWAY -> CriError.UNAVAILABLE;
            case NOT_PERMITTED -> CriError.NOT_PERMITTED;
            case UNIMPLEMENTED -> CriError.NO_CRI;
            case TIMEOUT -> CriError.TIMEOUT;
            case TOO_LARGE -> CriError.TOO_LARGE;
            case NOT_FOUND, REFUSED -> otherwise;
        };
    }

    /** Why the engine cannot be asked, for people. */
    static String unreachable(CallFailure e, Endpoint endpoint) {
        return switch (e.kind()) {
            case NOT_PERMITTED -> "the engine's socket " + endpoint + " may not be opened by this user.";
            case UNIMPLEMENTED -> "the engine at " + endpoint + " does not serve CRI v1.";
            case TIMEOUT -> "the engine at " + endpoint + " did not answer in time.";
            default ->
                endpoint.exists()
                        ? "the engine at " + endpoint + " does not answer (" + brief(e.getMessage()) + ")."
                        : "the engine's socket " + endpoint + " does not exist.";
        };
    }

    /** The engine's sentence without what wraps it, on one line. */
    static String brief(String sentence) {
        String text = sentence.replaceAll("\\s+", " ").strip();
        for (String noise : NOISE) {
            text = text.replace(noise, "");
        }
        while (text.endsWith(": unknown") || text.endsWith(".")) {
            text = text.substring(0, text.length() - (text.endsWith(".") ? 1 : ": unknown".length()));
        }
        return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    }
}
