package io.skep.common.pki.internal;

import io.skep.common.pki.Subject;
import java.security.KeyPair;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Certificate requests, good and bad. */
public final class TestRequests {

    private TestRequests() {}

    /** A request as its maker signs it. */
    public static byte[] signed(KeyPair keys, Subject subject, String algorithm) throws Exception {
        return new JcaPKCS10CertificationRequestBuilder(Issuer.name(subject), keys.getPublic())
                .build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate()))
                .getEncoded();
    }

    /** A request for the key of one pair, signed with that of the other. */
    public static byte[] otherKey(KeyPair named, KeyPair signing) throws Exception {
        return signed(new KeyPair(named.getPublic(), signing.getPrivate()), Subject.node("x"), "SHA256withECDSA");
    }
}
