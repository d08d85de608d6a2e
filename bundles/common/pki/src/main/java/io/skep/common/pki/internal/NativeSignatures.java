package io.skep.common.pki.internal;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.security.PublicKey;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks signatures of one elliptic curve key with the system's OpenSSL 3, because the JDK is slow at it without its full compiler. Only its yes counts:
 * whatever else it says, the JDK is asked. Thread-safe.
 */
@SuppressWarnings(
        "restricted") // every call has the signature of the header, and what it is given lives longer than the call
final class NativeSignatures {

    private static final Logger LOG = LoggerFactory.getLogger(NativeSignatures.class);
    private static final String LIBRARY = "libcrypto.so.3";
    private static final Map<String, String> DIGESTS = Map.of(
            "SHA256withECDSA", "EVP_sha256",
            "SHA384withECDSA", "EVP_sha384",
            "SHA512withECDSA", "EVP_sha512");
    private static final AddressLayout POINTER = ValueLayout.ADDRESS;

    private final MemorySegment key;
    private final MethodHandle newContext;
    private final MethodHandle freeContext;
    private final MethodHandle begin;
    private final MethodHandle verify;
    private final MethodHandle clearErrors;
    private final Map<String, MemorySegment> digests;

    private NativeSignatures(SymbolLookup library, PublicKey key) throws Throwable {
        this.key = read(library, key);
        this.newContext = function(library, "EVP_MD_CTX_new", POINTER);
        this.freeContext = procedure(library, "EVP_MD_CTX_free", POINTER);
        this.begin = function(
                library, "EVP_DigestVerifyInit", ValueLayout.JAVA_INT, POINTER, POINTER, POINTER, POINTER, POINTER);
        this.verify = function(
                library,
                "EVP_DigestVerify",
                ValueLayout.JAVA_INT,
                POINTER,
                POINTER,
                ValueLayout.JAVA_LONG,
                POINTER,
                ValueLayout.JAVA_LONG);
        this.clearErrors = procedure(library, "ERR_clear_error");
        this.digests = Map.of(
                "SHA256withECDSA", digest(library, "SHA256withECDSA"),
                "SHA384withECDSA", digest(library, "SHA384withECDSA"),
                "SHA512withECDSA", digest(library, "SHA512withECDSA"));
    }

    /** Empty where the library is not there or the key is of another kind. */
    static Optional<NativeSignatures> of(PublicKey key) {
        if (!key.getAlgorithm().equals("EC")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new NativeSignatures(SymbolLookup.libraryLookup(LIBRARY, Arena.global()), key));
        } catch (Throwable e) {
            LOG.debug("signatures are checked by the JDK: {} cannot be used", LIBRARY, e);
            return Optional.empty();
        }
    }

    private static MemorySegment read(SymbolLookup library, PublicKey key) throws Throwable {
        MethodHandle parse = function(library, "d2i_PUBKEY", POINTER, POINTER, POINTER, ValueLayout.JAVA_LONG);
        byte[] encoded = key.getEncoded();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment place = arena.allocate(POINTER);
            place.set(POINTER, 0, arena.allocateFrom(ValueLayout.JAVA_BYTE, encoded));
            MemorySegment read = (MemorySegment) parse.invokeExact(MemorySegment.NULL, place, (long) encoded.length);
            if (read.address() == 0) {
                throw new IllegalArgumentException("OpenSSL cannot read the key");
            }
            return read;
        }
    }

    private static MemorySegment digest(SymbolLookup library, String algorithm) throws Throwable {
        return (MemorySegment)
                function(library, DIGESTS.get(algorithm), POINTER).invokeExact();
    }

    private static MethodHandle function(
            SymbolLookup library, String name, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    private static MethodHandle procedure(SymbolLookup library, String name, MemoryLayout... arguments) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), FunctionDescriptor.ofVoid(arguments));
    }

    /**
     * True when the key made this signature.
     *
     * @param algorithm the JDK's name of it, {@code SHA256withECDSA} for example
     */
    boolean isBy(byte[] signed, byte[] signature, String algorithm) {
        MemorySegment digest = digests.get(algorithm);
        if (digest == null) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            return check(
                    digest,
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, signature),
                    arena.allocateFrom(ValueLayout.JAVA_BYTE, signed));
        } catch (Throwable e) {
            throw new IllegalStateException("a call of " + LIBRARY + " failed", e);
        }
    }

    private boolean check(MemorySegment digest, MemorySegment signature, MemorySegment signed) throws Throwable {
        MemorySegment context = (MemorySegment) newContext.invokeExact();
        if (context.address() == 0) {
            return false;
        }
        try {
            int begun = (int) begin.invokeExact(context, MemorySegment.NULL, digest, MemorySegment.NULL, key);
            boolean good = begun == 1
                    && (int) verify.invokeExact(context, signature, signature.byteSize(), signed, signed.byteSize())
                            == 1;
            if (!good) {
                clearErrors.invokeExact();
            }
            return good;
        } finally {
            freeContext.invokeExact(context);
        }
    }
}
