package io.github.canarywave.adapter.mqtt.probe;

import com.hivemq.client.mqtt.MqttClientSslConfig;

import java.util.Optional;

/** Where the broker is and how it is trusted. */
record Dial(String host, int port, Optional<MqttClientSslConfig> tls) {}
