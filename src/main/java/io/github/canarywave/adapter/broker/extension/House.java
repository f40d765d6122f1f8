package io.github.canarywave.adapter.broker.extension;

import com.hivemq.extension.sdk.api.services.Services;

import io.github.canarywave.wire.Topics;

import java.util.Map;

/** The rules of one broker: who comes in, and who may say and hear what. */
public final class House {
    private final Refusals refusals = new Refusals();
    private final Doorman doorman;
    private final DeviceRights rights;

    public House(Topics topics, GuestList guests, CertificateUse certificates) {
        doorman = new Doorman(topics, guests, certificates, refusals);
        rights = new DeviceRights(topics, refusals);
    }

    /** Makes them the broker's; to be called while an extension starts. */
    public void open() {
        Services.securityRegistry().setAuthenticatorProvider(client -> doorman);
        Services.securityRegistry()
                .setAuthorizerProvider(
                        client -> rightsOf(client.getClientInformation().getClientId()));
    }

    /** Null means to the SDK: no authorizer, the permissions given at the door decide. */
    @SuppressWarnings("NullAway")
    private DeviceRights rightsOf(String clientId) {
        return Doorman.isServers(clientId) ? null : rights;
    }

    /**
     * How often something was refused, by a short kebab-case reason; reasons of no case are absent.
     */
    public Map<String, Long> refusals() {
        return refusals.snapshot();
    }
}
