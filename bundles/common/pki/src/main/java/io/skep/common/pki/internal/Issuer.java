package io.skep.common.pki.internal;

import io.skep.common.pki.Identity;
import io.skep.common.pki.KeyPurpose;
import io.skep.common.pki.Subject;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Writes certificates. The only class besides {@link Requests} that needs Bouncy Castle. */
public final class Issuer {

    private static final BigInteger CA_SERIAL = BigInteger.valueOf(1024);
    private static final int LEAF_USAGE = KeyUsage.digitalSignature | KeyUsage.keyEncipherment;

    /** Certificates begin a little earlier, for peers whose clocks are slow. */
    private static final Duration SKEW = Duration.ofMinutes(5);

    private final Identity ca;
    private final InstantSource clock;
    private final SecureRandom random;

    public Issuer(Identity ca, InstantSource clock, SecureRandom random) {
        this.ca = ca;
        this.clock = clock;
        this.random = random;
    }

    /** A new CA. */
    public static Identity selfSigned(String commonName, Duration validity, InstantSource clock, SecureRandom random) {
        KeyPair keys = Keys.generate(random);
        X500Name name = name(new Subject("", commonName));
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        X509v3CertificateBuilder builder = builder(name, CA_SERIAL, now, now.plus(validity), name, keys.getPublic());
        add(builder, Extension.keyUsage, true, new KeyUsage(LEAF_USAGE | KeyUsage.keyCertSign));
        add(builder, Extension.extendedKeyUsage, false, purposes(EnumSet.allOf(KeyPurpose.class)));
        add(builder, Extension.basicConstraints, true, new BasicConstraints(true));
        add(builder, Extension.subjectKeyIdentifier, false, extensions().createSubjectKeyIdentifier(keys.getPublic()));
        return new Identity(keys.getPrivate(), List.of(signed(builder, keys.getPrivate())));
    }

    /** A server certificate with its key. */
    public Identity server(Subject subject, List<String> hosts, Duration validity) {
        KeyPair keys = Keys.generate(random);
        X509v3CertificateBuilder builder =
                leaf(subject, keys.getPublic(), EnumSet.of(KeyPurpose.SERVER_AUTH), validity);
        GeneralName[] names =
                hosts.stream().filter(host -> !host.isBlank()).map(Issuer::host).toArray(GeneralName[]::new);
        if (names.length > 0) {
            add(builder, Extension.subjectAlternativeName, false, new GeneralNames(names));
        }
        return new Identity(keys.getPrivate(), List.of(signed(builder, ca.key())));
    }

    /** A client certificate with its key. */
    public Identity client(Subject subject, Duration validity) {
        KeyPair keys = Keys.generate(random);
        X509v3CertificateBuilder builder =
                leaf(subject, keys.getPublic(), EnumSet.of(KeyPurpose.CLIENT_AUTH), validity);
        return new Identity(keys.getPrivate(), List.of(signed(builder, ca.key())));
    }

    /** A certificate for the key of a request. */
    public X509Certificate sign(byte[] request, Subject subject, Set<KeyPurpose> purposes, Duration validity) {
        return signed(leaf(subject, Requests.verifiedKey(request), purposes, validity), ca.key());
    }

    /** True when this CA signed it and it is valid now. */
    public boolean issued(X509Certificate other) {
        try {
            other.verify(ca.certificate().getPublicKey());
            other.checkValidity(Date.from(clock.instant()));
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private X509v3CertificateBuilder leaf(Subject subject, PublicKey key, Set<KeyPurpose> purposes, Duration validity) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant end = now.plus(validity);
        Instant caEnd = ca.certificate().getNotAfter().toInstant();
        X509v3CertificateBuilder builder =
                builder(issuerName(), serial(), now, end.isAfter(caEnd) ? caEnd : end, name(subject), key);
        add(builder, Extension.keyUsage, true, new KeyUsage(LEAF_USAGE));
        add(builder, Extension.extendedKeyUsage, false, purposes(purposes));
        caKeyId().ifPresent(id -> add(builder, Extension.authorityKeyIdentifier, false, id));
        return builder;
    }

    private X500Name issuerName() {
        return X500Name.getInstance(ca.certificate().getSubjectX500Principal().getEncoded());
    }

    private java.util.Optional<ASN1Encodable> caKeyId() {
        byte[] extension = ca.certificate().getExtensionValue(Extension.subjectKeyIdentifier.getId());
        if (extension == null) {
            return java.util.Optional.empty();
        }
        byte[] inner = DEROctetString.getInstance(extension).getOctets();
        return java.util.Optional.of(new org.bouncycastle.asn1.x509.AuthorityKeyIdentifier(
                DEROctetString.getInstance(inner).getOctets()));
    }

    private BigInteger serial() {
        BigInteger serial = new BigInteger(63, random);
        return serial.signum() == 0 ? BigInteger.ONE : serial;
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, BigInteger serial, Instant now, Instant end, X500Name subject, PublicKey key) {
        return new X509v3CertificateBuilder(
                issuer,
                serial,
                Date.from(now.minus(SKEW)),
                Date.from(end),
                subject,
                SubjectPublicKeyInfo.getInstance(key.getEncoded()));
    }

    /** O before CN, as Go writes them; as long as a node's name may be, though RFC 5280 gives a common name 64 characters only. */
    static X500Name name(Subject subject) {
        X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
        if (!subject.organization().isEmpty()) {
            name.addRDN(BCStyle.O, new DERUTF8String(subject.organization()));
        }
        return name.addRDN(BCStyle.CN, new DERUTF8String(subject.commonName())).build();
    }

    private static GeneralName host(String host) {
        try {
            return new GeneralName(
                    GeneralName.iPAddress,
                    new DEROctetString(InetAddress.ofLiteral(host).getAddress()));
        } catch (IllegalArgumentException e) {
            return new GeneralName(GeneralName.dNSName, host);
        }
    }

    private static ExtendedKeyUsage purposes(Set<KeyPurpose> purposes) {
        return new ExtendedKeyUsage(purposes.stream()
                .sorted()
                .map(purpose -> switch (purpose) {
                    case SERVER_AUTH -> KeyPurposeId.id_kp_serverAuth;
                    case CLIENT_AUTH -> KeyPurposeId.id_kp_clientAuth;
                })
                .toArray(KeyPurposeId[]::new));
    }

    private static JcaX509ExtensionUtils extensions() {
        try {
            return new JcaX509ExtensionUtils();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no SHA-1 for key identifiers", e);
        }
    }

    private static void add(
            X509v3CertificateBuilder builder, ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            builder.addExtension(id, critical, value);
        } catch (IOException e) {
            throw new IllegalStateException("extension " + id + " could not be written", e);
        }
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key) {
        try {
            byte[] der = builder.build(new JcaContentSignerBuilder(Keys.signatureAlgorithm(key)).build(key))
                    .getEncoded();
            return Keys.certificates(der).getFirst();
        } catch (OperatorCreationException | IOException e) {
            throw new IllegalStateException("a certificate could not be signed", e);
        }
    }
}
