package io.github.canarywave.adapter.broker;

import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.client.parameter.Listener;
import com.hivemq.extension.sdk.api.client.parameter.ListenerType;
import com.hivemq.extension.sdk.api.client.parameter.ServerInformation;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;

import io.github.canarywave.adapter.broker.extension.House;

import org.jspecify.annotations.Nullable;

import java.util.OptionalInt;

/** Puts our rules into the embedded broker when it starts. */
final class Rules implements ExtensionMain {
    private final House house;
    private volatile @Nullable ServerInformation broker;

    Rules(House house) {
        this.house = house;
    }

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
        broker = input.getServerInformation();
        house.open();
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
