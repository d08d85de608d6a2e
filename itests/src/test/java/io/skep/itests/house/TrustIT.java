package io.skep.itests.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ThrowInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** No code of Skep trusts everybody (docs/security.md), read from all its compiled classes. */
class TrustIT {

    private static final Path ROOT = Path.of(System.getProperty("skep.root", ".."));

    /** Who judges certificates; a new one is to be read with care, and named in docs/security.md. */
    private static final Set<String> JUDGES = Set.of(
            "io/skep/common/pki/CaTrustManager",
            "io/skep/common/pki/DeferredClientTrust",
            "io/skep/common/pki/internal/FirstContact",
            "io/skep/common/transport/quic/internal/FaultKeeper",
            "io/skep/edge/edged/internal/probe/SeenKeys$Judge");

    private static final Set<String> MANAGERS = Set.of(
            "javax/net/ssl/X509TrustManager",
            "javax/net/ssl/X509ExtendedTrustManager",
            "javax/net/ssl/TrustManager",
            "io/netty/handler/ssl/util/SimpleTrustManagerFactory");

    private static final List<String> FORBIDDEN = List.of(
            "InsecureTrustManagerFactory",
            "TrustAllStrategy",
            "NoopHostnameVerifier",
            "disableHostnameVerification",
            "setHostnameVerifier",
            "setTrustCerts",
            "InsecureSkipVerify");

    private static List<ClassModel> classes;

    @BeforeAll
    static void read() throws IOException {
        classes = new ArrayList<>();
        for (String part : List.of("bundles", "distributions")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(part))) {
                for (Path file : files.filter(TrustIT::isCompiled).toList()) {
                    classes.add(ClassFile.of().parse(Files.readAllBytes(file)));
                }
            }
        }
        assertThat(classes).as("compiled classes of Skep").hasSizeGreaterThan(500);
    }

    private static boolean isCompiled(Path file) {
        String path = file.toString();
        return path.endsWith(".class") && path.contains("/target/classes/io/skep/");
    }

    private static String name(ClassModel model) {
        return model.thisClass().asInternalName();
    }

    private static boolean isJudge(ClassModel model) {
        return model.superclass()
                        .map(ClassEntry::asInternalName)
                        .filter(MANAGERS::contains)
                        .isPresent()
                || model.interfaces().stream().map(ClassEntry::asInternalName).anyMatch(MANAGERS::contains);
    }

    @Test
    void onlyKnownClassesJudgeCertificates() {
        Set<String> judges = new TreeSet<>();
        classes.stream().filter(TrustIT::isJudge).map(TrustIT::name).forEach(judges::add);

        assertThat(judges).containsExactlyInAnyOrderElementsOf(JUDGES);
    }

    @Test
    void everyCheckCanRefuse() {
        for (ClassModel judge : classes.stream().filter(TrustIT::isJudge).toList()) {
            List<MethodModel> checks = judge.methods().stream()
                    .filter(method -> method.methodName().stringValue().matches("check(Client|Server)Trusted"))
                    .toList();
            assertThat(checks).as(name(judge)).hasSize(6);
            for (MethodModel check : checks) {
                assertThat(check.code().orElseThrow().elementList())
                        .as(name(judge) + "." + check.methodName().stringValue()
                                + check.methodType().stringValue())
                        .anyMatch(TrustIT::mayRefuse);
            }
        }
    }

    private static boolean mayRefuse(CodeElement element) {
        return element instanceof ThrowInstruction || element instanceof InvokeInstruction;
    }

    @Test
    void nobodyUsesWhatSwitchesVerificationOff() {
        for (ClassModel model : classes) {
            for (PoolEntry entry : model.constantPool()) {
                if (entry instanceof Utf8Entry text) {
                    assertThat(FORBIDDEN)
                            .as(name(model))
                            .noneMatch(word -> text.stringValue().contains(word));
                }
            }
        }
    }

    /** The one value that asks for host names is given wherever one is given. */
    @Test
    void hostNamesAreAlwaysVerified() {
        int seen = 0;
        for (ClassModel model : classes) {
            for (MethodModel method : model.methods()) {
                CodeElement before = null;
                for (CodeElement element :
                        method.code().map(code -> code.elementList()).orElse(List.of())) {
                    if (element instanceof InvokeInstruction call
                            && call.name().stringValue().equals("setEndpointIdentificationAlgorithm")) {
                        seen++;
                        assertThat(before)
                                .as(name(model))
                                .isInstanceOfSatisfying(
                                        ConstantInstruction.class,
                                        constant -> assertThat(constant.constantValue())
                                                .isEqualTo("HTTPS"));
                    }
                    if (element instanceof Instruction) {
                        before = element;
                    }
                }
            }
        }
        assertThat(seen).isPositive();
    }
}
