package io.skep.beehive.deploy.internal;

import io.skep.beehive.api.SkepException;
import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSigner;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Reads a jar whole as {@code jarsigner -verify} does: each entry must be what somebody has signed, and none may be missing. */
final class JarSignature {

    /** What a jar of 64 MiB may unpack to. */
    private static final long MOST_UNPACKED = 1L << 30;

    private static final String META = "META-INF/";

    private final StoredJar jar;
    private final Set<List<CodeSigner>> signers = new HashSet<>();
    private long unpacked;

    private JarSignature(StoredJar jar) {
        this.jar = jar;
    }

    /**
     * Who has signed the entries, each combination of signers once.
     *
     * @throws SkepException {@code UNSIGNED}, {@code ALTERED}, {@code TOO_LARGE}, {@code STORE_FAILED}
     */
    static Set<List<CodeSigner>> read(StoredJar jar) {
        JarSignature signature = new JarSignature(jar);
        try (JarFile file = new JarFile(jar.file().toFile(), true)) {
            signature.readAll(file);
            return signature.signers;
        } catch (SecurityException e) {
            throw signature.altered("its signature does not fit: " + Reasons.of(e), e);
        } catch (IOException e) {
            throw new SkepException(
                    DeployError.STORE_FAILED, "The jar " + jar.file() + " cannot be read: " + Reasons.of(e) + ".", e);
        }
    }

    private void readAll(JarFile file) throws IOException {
        List<JarEntry> entries = file.stream().toList();
        if (entries.stream().noneMatch(entry -> isSignature(entry.getName()))) {
            throw unsigned("nobody has signed it");
        }
        Set<String> present = new HashSet<>();
        String firstUnsigned = null;
        for (JarEntry entry : entries) {
            if (!present.add(entry.getName())) {
                throw altered("it has two entries " + entry.getName(), null);
            }
            skim(file, entry);
            if (entry.isDirectory() || isUnsignedByNature(entry.getName())) {
                continue;
            }
            CodeSigner[] by = entry.getCodeSigners();
            if (by != null) {
                signers.add(List.of(by));
            } else if (firstUnsigned == null) {
                firstUnsigned = entry.getName();
            }
        }
        missing(file, present);
        if (signers.isEmpty()) {
            throw unsigned("none of its signatures is one that this Java accepts");
        }
        if (firstUnsigned != null) {
            throw altered("its entry " + firstUnsigned + " is not among the signed ones", null);
        }
    }

    private void skim(JarFile file, JarEntry entry) throws IOException {
        byte[] buffer = new byte[1 << 14];
        try (InputStream in = file.getInputStream(entry)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                unpacked += count;
                if (unpacked > MOST_UNPACKED) {
                    throw new SkepException(
                            DeployError.TOO_LARGE,
                            "The jar from " + jar.origin() + " was not taken: it unpacks to more than 1 GiB.");
                }
            }
        }
    }

    /** An entry that was taken out is still in the signed manifest. */
    private void missing(JarFile file, Set<String> present) throws IOException {
        for (Map.Entry<String, Attributes> section :
                file.getManifest().getEntries().entrySet()) {
            boolean digested = section.getValue().keySet().stream()
                    .anyMatch(name -> name.toString().endsWith("-Digest"));
            if (digested && !present.contains(section.getKey())) {
                throw altered("its signed entry " + section.getKey() + " is missing", null);
            }
        }
    }

    private static boolean isSignature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.startsWith(META) && upper.indexOf('/', META.length()) < 0 && upper.matches(".*\\.(SF|RSA|DSA|EC)");
    }

    /** The manifest and the signatures themselves. */
    private static boolean isUnsignedByNature(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return isSignature(name) || upper.equals(META + "MANIFEST.MF") || upper.matches("META-INF/SIG-[^/]*");
    }

    private SkepException unsigned(String why) {
        return new SkepException(DeployError.UNSIGNED, sentence(why));
    }

    private SkepException altered(String why, Exception cause) {
        return new SkepException(DeployError.ALTERED, sentence(why), cause);
    }

    private String sentence(String why) {
        return "The jar of " + jar.symbolicName() + " " + jar.version() + " from " + jar.origin()
                + " is not to be trusted: " + why + ".";
    }
}
