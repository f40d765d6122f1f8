package io.github.canarywave.sim;

import java.util.Map;

/**
 * What one simulated device looks like at an instant.
 *
 * @param online connected and subscribed
 * @param dead bricked: never comes back
 * @param image what it runs: base64url of the digest appended to the image
 * @param securityVersion lowest security version it accepts
 * @param counter of the last command or withdrawal seen
 * @param commandId id of the last command, empty when there was none
 * @param commandState state of the last command in the words of the wire, empty when none
 * @param commandsReceived messages on its command topic in this process
 * @param commandsIgnored those that were garbled, forged or old
 * @param reportsSent results sent, repeats included
 * @param reportsAcknowledged results whose ack came
 * @param reportsHeld results that wait for an ack
 * @param installs how often each command id switched the boot slot in this process
 */
public record DeviceView(
        String id,
        boolean online,
        boolean dead,
        String version,
        String image,
        int securityVersion,
        int boot,
        String session,
        long counter,
        String commandId,
        String commandState,
        int commandsReceived,
        int commandsIgnored,
        int reportsSent,
        int reportsAcknowledged,
        int reportsHeld,
        Map<String, Integer> installs) {}
