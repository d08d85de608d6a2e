package io.skep.distributions.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkEvent;

class RefreshesTest {

    @Test
    void countsRefreshesAlone() {
        Refreshes refreshes = new Refreshes();
        refreshes.frameworkEvent(event(FrameworkEvent.PACKAGES_REFRESHED));
        refreshes.frameworkEvent(event(FrameworkEvent.STARTED));
        refreshes.frameworkEvent(event(FrameworkEvent.PACKAGES_REFRESHED));
        assertThat(refreshes.count()).isEqualTo(2);
    }

    private static FrameworkEvent event(int type) {
        Bundle bundle = (Bundle) java.lang.reflect.Proxy.newProxyInstance(
                RefreshesTest.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> null);
        return new FrameworkEvent(type, bundle, null);
    }
}
