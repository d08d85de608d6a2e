package io.skep.itests.deploy;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.options;

import io.skep.itests.bus.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.inject.Inject;
import org.apache.felix.service.command.CommandProcessor;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** Under the policy enforce only bundles come in that somebody of the trust store has signed, by the shell and by the deploy folder. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class SignaturesIT {

    private static final String NAME = "io.skep.itests.signed";

    @Inject
    private BundleContext context;

    @Inject
    private CommandProcessor processor;

    private GogoShell shell;
    private Bundle bundle;
    private LogLines log;

    @Configuration
    public Option[] configuration() throws Exception {
        Path folder = DeployOptions.makeFolder();
        Signer authority = Signer.authority("builders");
        Signer builder = authority.issue("builder");
        Path trust = authority.writePem(folder.resolve("trust.pem"));
        make(folder, builder, "1.0.0", "old");
        make(folder, builder, "1.1.0", "running");
        make(folder, builder, "1.2.0", "good");
        make(folder, Signer.authority("strangers").issue("stranger"), "1.2.0", "stranger");
        make(folder, authority.issue("late", KeyPurposeId.id_kp_codeSigning, 60), "1.2.0", "expired");
        Files.copy(DeployOptions.empty(folder.resolve("plain"), NAME, "1.2.0"), folder.resolve("unsigned.jar"));
        Altered.entry(folder.resolve("good.jar"), folder.resolve("altered.jar"));
        return options(
                frameworkProperty("skep.deploy.signatures").value("enforce"),
                frameworkProperty("skep.deploy.truststore").value(trust.toString()),
                frameworkProperty("skep.deploy.folder")
                        .value(folder.resolve("deploy").toString()),
                DeployOptions.deploy(folder));
    }

    private static void make(Path folder, Signer signer, String version, String file) throws IOException {
        Path plain = DeployOptions.empty(folder.resolve("of-" + file), NAME, version);
        Files.write(folder.resolve(file + ".jar"), signer.sign(folder, Files.readAllBytes(plain)));
    }

    @Before
    public void startTheBundle() throws Exception {
        shell = new GogoShell(processor);
        shell.ok("bundle:install " + jar("running"));
        bundle = Waiting.bundle(context, NAME);
        bundle.start();
        log = LogLines.fromNow();
    }

    @After
    public void uninstall() throws Exception {
        bundle.uninstall();
    }

    private static Path jar(String file) {
        return DeployOptions.folder().resolve(file + ".jar");
    }

    private void assertRefused(String file, String code, String why) throws IOException {
        String line = shell.refused("bundle:update --from " + jar(file) + " " + NAME);
        assertTrue(line, line.startsWith(code + " "));
        assertTrue(line, line.contains(why));
        assertEquals("1.1.0", bundle.getVersion().toString());
        assertEquals(Bundle.ACTIVE, bundle.getState());
        assertEquals(0, log.traces().size());
    }

    @Test
    public void takesWhatATrustedOneHasSigned() throws Exception {
        shell.ok("bundle:update --from " + jar("good") + " " + NAME);
        assertEquals("1.2.0", bundle.getVersion().toString());
        assertEquals(Bundle.ACTIVE, bundle.getState());
    }

    @Test
    public void refusesAnUnsignedOne() throws Exception {
        assertRefused("unsigned", "SKEP-270", "nobody has signed it");
    }

    @Test
    public void refusesOneThatAStrangerHasSigned() throws Exception {
        assertRefused("stranger", "SKEP-271", "CN=stranger");
    }

    @Test
    public void refusesAnAlteredOne() throws Exception {
        assertRefused("altered", "SKEP-272", "its signature does not fit");
    }

    @Test
    public void refusesAnExpiredCertificate() throws Exception {
        assertRefused("expired", "SKEP-273", "CN=late");
    }

    @Test
    public void refusesAnOlderOneUnlessItIsForced() throws Exception {
        assertRefused("old", "SKEP-274", "is older than 1.1.0");
        shell.ok("bundle:update --force --from " + jar("old") + " " + NAME);
        assertEquals("1.0.0", bundle.getVersion().toString());
    }

    @Test
    public void refusesAnUnsignedOneBeforeItIsInstalled() throws Exception {
        bundle.uninstall();
        String line = shell.refused("bundle:install " + jar("unsigned"));
        assertTrue(line, line.startsWith("SKEP-270 "));
        shell.ok("bundle:install " + jar("running"));
        bundle = Waiting.bundle(context, NAME);
    }

    @Test
    public void refusesAnUnsignedOneInTheDeployFolder() throws Exception {
        bundle.uninstall();
        Path file = DeployOptions.folder().resolve("deploy/x.jar");
        Waiting.until("the folder is there", () -> Files.isDirectory(file.getParent()));
        Files.copy(jar("unsigned"), file, StandardCopyOption.REPLACE_EXISTING);
        Waiting.until("one line", () -> !log.complaints().isEmpty());
        assertEquals(log.complaints().toString(), 1, log.with("SKEP-270").size());
        Files.delete(file);
        shell.ok("bundle:install " + jar("running"));
        bundle = Waiting.bundle(context, NAME);
    }
}
