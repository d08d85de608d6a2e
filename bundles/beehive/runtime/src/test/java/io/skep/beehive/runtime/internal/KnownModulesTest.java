package io.skep.beehive.runtime.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class KnownModulesTest {

    @Test
    void readsNamesAndGroupsInOrder() {
        assertThat(KnownModules.parse(" websocket/hub, metamanager/meta ,testManager/meta"))
                .containsExactly(
                        Map.entry("websocket", "hub"),
                        Map.entry("metamanager", "meta"),
                        Map.entry("testManager", "meta"));
    }

    @Test
    void leavesOutWhatIsNoNameAndGroup() {
        assertThat(KnownModules.parse("edged,a/b/c,/x,x/,,twin/twin")).containsExactly(Map.entry("twin", "twin"));
    }

    @Test
    void knowsNothingWithoutTheProperty() {
        assertThat(KnownModules.parse(null)).isEmpty();
        assertThat(KnownModules.parse("")).isEmpty();
    }
}
