package io.skep.common.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.skep.beehive.api.SkepException;
import io.skep.common.config.internal.ConfigShell.ConfigLine;
import io.skep.common.config.internal.ConfigShell.KeyLine;
import io.skep.common.config.internal.ConfigShell.SetLine;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;

class ConfigShellTest {

    private static final String HUB = "io.skep.edge.edgehub";
    private static final String DBTEST = "io.skep.edge.dbtest";

    @TempDir
    private Path folder;

    private final ConfigurationAdmin admin = new FakeConfigurations().admin();
    private Path file;
    private ConfigFile watched;
    private ConfigShell shell;

    @BeforeEach
    void start() throws IOException {
        file = Files.writeString(folder.resolve("edgecore.yaml"), """
                apiVersion: edgecore.config.kubeedge.io/v1alpha2
                kind: EdgeCore
                modules:
                  edgeHub:
                    heartbeat: 15 # seconds
                    token: abc
                  edged:
                    hostnameOverride: edge-1
                """);
        admin.getConfiguration("somebody.elses", "?").updateIfDifferent(new Hashtable<>(java.util.Map.of("a", "b")));
        watched = new ConfigFile(context(), admin);
        shell = new ConfigShell(admin, watched);
    }

    @AfterEach
    void stop() {
        watched.close();
    }

    private BundleContext context() {
        return (BundleContext) Proxy.newProxyInstance(
                ConfigShellTest.class.getClassLoader(),
                new Class<?>[] {BundleContext.class},
                (_, method, _) -> method.getName().equals("getProperty") ? file.toString() : null);
    }

    private void assertRefused(String pid, String key, String value, ConfigError code) throws IOException {
        String before = Files.readString(file);
        assertThatThrownBy(() -> shell.set(null, pid, key, value))
                .isInstanceOfSatisfying(
                        SkepException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(file).hasContent(before);
    }

    @Test
    void listsWhatIsOnAndOffAndWhereItComesFrom() {
        assertThat(shell.list())
                .contains(
                        new ConfigLine(HUB, "on", 3, "edgecore.yaml: modules.edgeHub"),
                        new ConfigLine(DBTEST, "off", 0, "edgecore.yaml: modules.dbTest"),
                        new ConfigLine("somebody.elses", "on", 1, "not of the file"));
    }

    @Test
    void showsValuesAndWhatCanBeSetButNoSecrets() {
        assertThat(shell.get(HUB))
                .contains(
                        new KeyLine("heartbeat", "15", "a whole number"),
                        new KeyLine("token", "***", "a string"),
                        new KeyLine("enable", "true", "true or false"),
                        new KeyLine("messageQPS", "", "a whole number"));
        assertThat(shell.get(HUB, "heartbeat")).isEqualTo("15");
        assertThat(shell.get("somebody.elses", "a")).isEqualTo("b");
        assertThatThrownBy(() -> shell.get("nosuch")).hasMessageContaining("no configuration nosuch");
        assertThatThrownBy(() -> shell.get(HUB, "nosuch")).hasMessageContaining("no key nosuch");
    }

    @Test
    void setsAValueInTheFileAndLive() throws InterruptedException {
        assertThat(shell.set(null, HUB, "heartbeat", "7"))
                .isEqualTo(new SetLine("modules.edgeHub.heartbeat", "7", "in force"));
        assertThat(shell.get(HUB, "heartbeat")).isEqualTo("7");
        assertThat(file).content().contains("heartbeat: 7 # seconds");
        assertThat(shell.set(null, HUB, "heartbeat", "7").effect()).isEqualTo("in force");
    }

    @Test
    void switchesAModuleOnAndOff() throws InterruptedException {
        assertThat(shell.set(null, DBTEST, "enable", "true").effect()).isEqualTo("in force");
        assertThat(shell.get(DBTEST, "enable")).isEqualTo("true");
        assertThat(shell.set(null, DBTEST, "enable", "false").effect()).isEqualTo("the module is off");
        assertThat(shell.get(DBTEST, "enable")).isEqualTo("false");
    }

    @Test
    void setsASecretWithoutShowingIt() throws InterruptedException {
        assertThat(shell.set(null, HUB, ".token", "new").value()).isEqualTo("***");
        assertThat(file).content().contains("token: new");
        assertThat(shell.get(HUB, "token")).isEqualTo("***");
    }

    @Test
    void refusesWithoutTouchingTheFile() throws IOException {
        assertRefused(HUB, "hartbeat", "7", ConfigError.NO_SUCH_KEY);
        assertRefused(HUB, "heartbeat", "x", ConfigError.WRONG_TYPE);
        assertRefused(HUB, "messageQPS", "-1", ConfigError.INVALID);
        assertRefused("nosuch", "a", "b", ConfigError.NO_SUCH_PID);
        assertRefused("somebody.elses", "a", "b", ConfigError.NO_SUCH_PID);
    }
}
