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
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
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
    private static final int MAX_DEPTH = 32;
    private static final String ED25519 = "Ed25519";

    private static final List<ASN1ObjectIdentifier> CURVES =
            List.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);

    private static final Map<ASN1ObjectIdentifier, String> SIGNATURES = Map.of(
            X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA",
            X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA",
            PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA",
            PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA",
            PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA",
            EdECObjectIdentifiers.id_Ed25519, ED25519);

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
        if (!Der.isShallow(der, MAX_DEPTH)) {
            throw invalid("it is no PKCS#10 request in DER, or nested too deep", null);
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
        PublicKey key = KeyFactory.getInstance(algorithm(info.getAlgorithm()))
                .generatePublic(new X509EncodedKeySpec(info.getEncoded(ASN1Encoding.DER)));
        if (!PublicKeys.isSound(key)) {
            throw invalid("its key is too short or too long", null);
        }
        return key;
    }

    private static String algorithm(AlgorithmIdentifier algorithm) {
        ASN1ObjectIdentifier id = algorithm.getAlgorithm();
        if (id.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            if (CURVES.stream().noneMatch(curve -> curve.equals(algorithm.getParameters()))) {
                throw invalid("its key is on none of the curves P-256, P-384 and P-521", null);
            }
            return "EC";
        }
        if (id.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            return "RSA";
        }
        if (id.equals(EdECObjectIdentifiers.id_Ed25519)) {
            return ED25519;
        }
        throw invalid("its key is neither EC nor RSA nor Ed25519", null);
    }

    private static boolean verifies(CertificationRequest request, PublicKey key)
            throws GeneralSecurityException, IOException {
        String name = SIGNATURES.get(request.getSignatureAlgorithm().getAlgorithm());
        if (name == null || !isBy(name, key)) {
            return false;
        }
        Signature signature = Signature.getInstance(name);
        signature.initVerify(key);
        signature.update(request.getCertificationRequestInfo().getEncoded(ASN1Encoding.DER));
        return signature.verify(request.getSignature().getOctets());
    }

    private static boolean isBy(String signature, PublicKey key) {
        return switch (key) {
            case ECPublicKey ec -> signature.endsWith("withECDSA");
            case RSAPublicKey rsa -> signature.endsWith("withRSA");
            default -> signature.equals(ED25519);
        };
    }

    private static SkepException invalid(String reason, Exception cause) {
        return new SkepException(
                PkiError.REQUEST_INVALID, "The certificate request was refused because " + reason + ".", cause);
    }
}
