package io.skep.common.transport.internal;

/** The same with the JDK's TLS at both ends. */
class JdkLinksTest extends LinksTest {

    @Override
    boolean isJdk() {
        return true;
    }
}
