package io.github.canarywave.adapter.mqtt;

import java.util.Map;

/**
 * What went over the link so far, and what is under way.
 *
 * @param received messages by kind: report, state, online
 * @param rejected messages that told nothing, by reason
 * @param stored receipts given: QoS 1 messages acknowledged to the broker after they were on disk
 * @param postponed signals that found the inbox full and wait here, unacknowledged
 * @param lost signals that found no room at all; only such as nobody waits for
 * @param handedOver commands given to the client library
 * @param updatesHandedOver of these, those that ask for an update; the others take a command back
 * @param delivered commands the broker has taken
 * @param unheard of these, those for which nobody listened
 * @param dropped commands not handed over or unanswered, by reason; they stay in the store
 * @param queued commands that wait to be handed over
 * @param outstanding commands handed over and not answered
 * @param acks reports acknowledged to devices
 * @param acksDropped such acknowledgements that could not be sent; the device repeats
 */
public record LinkCounts(
        Map<String, Long> received,
        Map<String, Long> rejected,
        long stored,
        long postponed,
        long lost,
        long handedOver,
        long updatesHandedOver,
        long delivered,
        long unheard,
        Map<String, Long> dropped,
        long queued,
        long outstanding,
        long acks,
        long acksDropped) {}
