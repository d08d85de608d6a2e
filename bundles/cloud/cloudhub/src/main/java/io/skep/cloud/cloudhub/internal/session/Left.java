package io.skep.cloud.cloudhub.internal.session;

import io.skep.cloud.cloudhub.internal.session.Downstream.Acked;
import io.skep.cloud.cloudhub.internal.session.Share.Held;
import java.util.Optional;

/**
 * A message that was not acknowledged when its session ended.
 *
 * @param held empty for one that was sent: the bus has finished with it
 * @param unrecorded its record is still to be made
 */
record Left(Acked message, Optional<Held> held, boolean unrecorded) {}
