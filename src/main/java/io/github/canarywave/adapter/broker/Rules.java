package io.github.canarywave.adapter.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import com.hivemq.extension.sdk.api.client.parameter.ServerInformation;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;

import org.jspecify.annotations.Nullable;

import java.util.OptionalInt;

/** Puts our rules into the broker when it starts. */
final class Rules implements ExtensionMain {
    private final Doorman doorman;
    private final DeviceRights rights;
    private volatile @Nullable ServerInformation broker;

    Rules(Doorman doorman, DeviceRights rights) {
        this.doorman = doorman;
        this.rights = rights;
    }

    @Override
    @SuppressWarnings("NullAway") // The SDK: null = no authorizer, the permissions decide.
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        broker = input.getServerInformation();
        Services.securityRegistry().setAuthenticatorProvider(client -> doorman);
        Services.securityRegistry()
                .setAuthorizerProvider(
                        client ->
                                Doorman.isServers(client.getClientInformation().getClientId())
                                        ? null
                                        : rights);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}

    /** The port the broker listens on in this way; empty = it does not. */
    OptionalInt port(ListenerType type) {
        ServerInformation running = broker;
        if (running == null) return OptionalInt.empty();
        return running.getListener().stream()
                .filter(listener -> listener.getListenerType() == type)
                .mapToInt(Listener::getPort)
                .findFirst();
    }
}
