package io.skep.common.pki.internal;

import io.skep.beehive.api.SkepException;
import io.skep.common.pki.PkiError;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Makes and judges PKCS#10 requests. */
final class Requests {

    private static final int MAX_LENGTH = 64 * 1024;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_RSA_BITS = 8192;

    private static final Map<ASN1ObjectIdentifier, String> EC_SIGNATURES = Map.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA");

    private static final Map<ASN1ObjectIdentifier, String> RSA_SIGNATURES = Map.of(
            PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
            PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
            PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA");

    private Requests() {}

    /** A request in DER for this key. */
    static byte[] make(KeyPair keys, Subject subject) {
        try {
            return new JcaPKCS10CertificationRequestBuilder(Issuer.name(subject), keys.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate request could not be made", e);
        }
    }

    /** The key of a request that it is signed with. */
    static PublicKey verifiedKey(byte[] der) {
        if (der.length == 0 || der.length > MAX_LENGTH) {
            throw invalid("it has " + der.length + " bytes", null);
        }
        try {
            CertificationRequest request = CertificationRequest.getInstance(der);
            PublicKey key = key(request.getCertificationRequestInfo().getSubjectPublicKeyInfo());
            if (!verifies(request, key)) {
                throw invalid("its signature is not of its own key", null);
            }
            return key;
        } catch (SkepException e) {
            throw e;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw invalid("it is no PKCS#10 request in DER", e);
        }
    }

    private static PublicKey key(SubjectPublicKeyInfo info) throws GeneralSecurityException, IOException {
        AlgorithmIdentifier algorithm = info.getAlgorithm();
        byte[] encoded = info.getEncoded(ASN1Encoding.DER);
        if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            boolean fits = SECObjectIdentifiers.secp256r1.equals(algorithm.getParameters())
                    || SECObjectIdentifiers.secp384r1.equals(algorithm.getParameters());
            if (!fits) {
                throw invalid("its key is on no curve but P-256 and P-384 that is accepted", null);
            }
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded));
        }
        if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption)) {
            RSAPublicKey key =
                    (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded));
            int bits = key.getModulus().bitLength();
            if (bits < MIN_RSA_BITS
                    || bits > MAX_RSA_BITS
                    || key.getPublicExponent().bitLength() > 32) {
                throw invalid("its RSA key has " + bits + " bits", null);
            }
            return key;
        }
        throw invalid("its key is neither EC nor RSA", null);
    }

    private static boolean verifies(CertificationRequest request, PublicKey key)
            throws GeneralSecurityException, IOException {
        Map<ASN1ObjectIdentifier, String> names = key.getAlgorithm().equals("EC") ? EC_SIGNATURES : RSA_SIGNATURES;
        String name = names.get(request.getSignatureAlgorithm().getAlgorithm());
        if (name == null) {
            return false;
        }
        Signature signature = Signature.getInstance(name);
        signature.initVerify(key);
        signature.update(request.getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
        return signature.verify(request.getSignature().getOctets());
    }

    private static SkepException invalid(String reason, Exception cause) {
        return new SkepException(
                PkiError.REQUEST_INVALID, "The certificate request was refused because " + reason + ".", cause);
    }
}
