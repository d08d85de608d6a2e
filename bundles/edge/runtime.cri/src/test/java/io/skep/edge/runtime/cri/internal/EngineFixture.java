package io.skep.edge.runtime.cri.internal;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** A real engine for all tests of a class, emptied after each of them. */
abstract class EngineFixture {

    static Engine engine;
    static CriPodRuntime runtime;

    @BeforeAll
    static void start() throws Exception {
        engine = Engine.start();
        runtime = engine.runtime();
    }

    @AfterEach
    void removeAll() throws Exception {
        engine.removeAll();
    }

    @AfterAll
    static void end() throws Exception {
        if (engine != null) {
            engine.end();
        }
    }
}
