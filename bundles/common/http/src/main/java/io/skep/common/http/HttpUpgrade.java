package io.skep.common.http;

import java.io.InputStream;
import java.io.OutputStream;
import org.osgi.annotation.versioning.ProviderType;

/** A connection taken over from HTTP. */
@ProviderType
public interface HttpUpgrade extends AutoCloseable {

    InputStream input();

    OutputStream output();

    @Override
    void close();
}
