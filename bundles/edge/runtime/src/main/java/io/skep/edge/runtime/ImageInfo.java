package io.skep.edge.runtime;

import java.util.OptionalLong;

/**
 * An image that is on this machine.
 *
 * @param id with its digest
 * @param user number of the user that it wants, empty when it names one or wants none
 * @param userName name of the user that it wants, or empty
 */
public record ImageInfo(String id, OptionalLong user, String userName) {}
