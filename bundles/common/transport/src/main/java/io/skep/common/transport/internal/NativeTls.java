package io.skep.common.transport.internal;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import io.netty.util.ReferenceCountUtil;
import io.skep.beehive.api.SkepException;
import io.skep.common.pki.TlsSuites;
import io.skep.common.transport.LinkError;
import java.security.KeyStore;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/** BoringSSL by netty-tcnative. Every handshake is a whole one: no session is resumed, so each connection proves its key. */
final class NativeTls implements LinkTls {

    /** Keys in BoringSSL's form; two, because a replaced one is still asked for by handshakes under way. */
    private static final int CACHED_KEYS = 2;

    private final SslContext context;
    private final Duration timeout;

    private NativeTls(SslContext context, Duration timeout) {
        this.context = context;
        this.timeout = timeout;
    }

    static boolean isAvailable() {
        return OpenSsl.isAvailable();
    }

    static NativeTls listening(KeyManager keys, TrustManager clients, Duration timeout) {
        return make(
                SslContextBuilder.forServer(factory(keys)).trustManager(clients).clientAuth(ClientAuth.REQUIRE),
                timeout);
    }

    static NativeTls dialling(KeyManager keys, TrustManager servers, Duration timeout) {
        return make(
                SslContextBuilder.forClient()
                        .keyManager(factory(keys))
                        .trustManager(servers)
                        .endpointIdentificationAlgorithm("HTTPS"),
                timeout);
    }

    private static NativeTls make(SslContextBuilder builder, Duration timeout) {
        try {
            SslContext context = builder.sslProvider(SslProvider.OPENSSL_REFCNT)
                    .protocols(TlsSuites.PROTOCOLS)
                    .ciphers(TlsSuites.SUITES)
                    .build();
            return new NativeTls(context, timeout);
        } catch (SSLException e) {
            throw new SkepException(LinkError.TLS_UNAVAILABLE, "TLS could not be set up: " + e.getMessage() + ".", e);
        }
    }

    @Override
    public SslHandler server(ByteBufAllocator buffers) {
        return LinkTls.timed(context.newHandler(buffers), timeout);
    }

    @Override
    public SslHandler client(ByteBufAllocator buffers, String host, int port) {
        return LinkTls.timed(context.newHandler(buffers, host, port), timeout);
    }

    @Override
    public String name() {
        return "BoringSSL";
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }

    /** Without the cache the private key would be taken apart and put together at each handshake. */
    private static KeyManagerFactory factory(KeyManager keys) {
        return new OpenSslCachingX509KeyManagerFactory(new OneManager(keys), CACHED_KEYS);
    }

    private static final class OneManager extends SimpleKeyManagerFactory {

        private final KeyManager keys;

        OneManager(KeyManager keys) {
            super("one manager");
            this.keys = keys;
        }

        @Override
        protected void engineInit(KeyStore store, char[] password) {
            // it has its keys
        }

        @Override
        protected void engineInit(ManagerFactoryParameters parameters) {
            // it has its keys
        }

        @Override
        protected KeyManager[] engineGetKeyManagers() {
            return new KeyManager[] {keys};
        }
    }
}
