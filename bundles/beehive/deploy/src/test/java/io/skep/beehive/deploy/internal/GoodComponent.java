package io.skep.beehive.deploy.internal;

/** A component that can be made. */
public class GoodComponent {}
