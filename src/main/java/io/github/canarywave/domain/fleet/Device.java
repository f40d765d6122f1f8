package io.github.canarywave.domain.fleet;

import io.github.canarywave.domain.campaign.CampaignName;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One device as we know it.
 *
 * @param model as registered; a birth that says otherwise does not change it
 * @param labels as declared at registration
 * @param birth its last word of itself that was no late one
 * @param left sessions it has left, newest first, at most {@link #SESSIONS_KEPT}
 * @param online whether we believe that a message reaches it now
 * @param heard last message from it, hearing time
 * @param counter the highest counter we gave to it or heard from it
 * @param busy the rollout that has it between command and outcome
 * @param held who keeps every campaign from commanding it, and why; absent when nobody does
 * @param ignored messages of it that had no effect
 * @param revision rises with each write
 */
public record Device(
        DeviceId id,
        Model model,
        Map<String, String> labels,
        Optional<Birth> birth,
        List<SessionId> left,
        boolean online,
        Instant heard,
        long counter,
        Optional<CampaignName> busy,
        Optional<String> held,
        long ignored,
        long revision) {
    public static final int SESSIONS_KEPT = 8;

    /** The wire's counter is a positive 32-bit number. */
    public static final long COUNTER_MAX = Integer.MAX_VALUE;

    public Device {
        labels = Map.copyOf(labels);
        left = List.copyOf(left);
    }

    /** A device that nobody holds. */
    public Device(
            DeviceId id,
            Model model,
            Map<String, String> labels,
            Optional<Birth> birth,
            List<SessionId> left,
            boolean online,
            Instant heard,
            long counter,
            Optional<CampaignName> busy,
            long ignored,
            long revision) {
        this(
                id,
                model,
                labels,
                birth,
                left,
                online,
                heard,
                counter,
                busy,
                Optional.empty(),
                ignored,
                revision);
    }

    /** A device that was registered and never heard of. */
    public static Device registered(DeviceId id, Model model, Map<String, String> labels) {
        return new Device(
                id,
                model,
                labels,
                Optional.empty(),
                List.of(),
                false,
                Instant.EPOCH,
                0,
                Optional.empty(),
                Optional.empty(),
                0,
                0);
    }

    public Optional<Running> running() {
        return birth.map(Birth::running);
    }

    /** What the birth means: present truth, late, or not to be believed. */
    public BirthReading born(Birth said, Instant now) {
        if (said.counter() > COUNTER_MAX || said.counter() < 0)
            return new BirthReading.Rejected(
                    ignoring(), "counter " + said.counter() + " is outside 0 to " + COUNTER_MAX);
        if (birth.isEmpty()) return new BirthReading.Present(with(said, left, now), true, true);
        Birth known = birth.get();
        if (said.session().equals(known.session()))
            return said.connect() < known.connect()
                    ? new BirthReading.Late(ignoring())
                    : new BirthReading.Present(with(said, left, now), false, true);
        if (left.contains(said.session())) return new BirthReading.Late(ignoring());
        boolean erased = said.boot() < known.boot();
        return new BirthReading.Present(with(said, leaving(known.session()), now), true, !erased);
    }

    /**
     * What a birth means that the broker kept for us: what the device said last, perhaps long ago.
     * It tells what the device runs, and not that it is there.
     */
    public BirthReading leftBehind(Birth said) {
        if (birth.filter(known -> known.isOfSameConnection(said)).isPresent())
            return new BirthReading.Known(this);
        return switch (born(said, heard)) {
            case BirthReading.Present(var device, var rebooted, var mayEnd) ->
                    new BirthReading.Present(device.offline(), rebooted, mayEnd);
            case BirthReading other -> other;
        };
    }

    /** The device after the broker's or its own word on the connection. */
    public Device told(OnlineNotice notice, Instant now) {
        boolean present =
                birth.filter(
                                b ->
                                        b.session().equals(notice.session())
                                                && b.connect() == notice.connect())
                        .isPresent();
        if (!present) return ignoring();
        return notice.online() ? heardAt(now) : offline();
    }

    /** Any message from a device marks it online. */
    public Device heardAt(Instant now) {
        return draft().online(true).heard(now).build();
    }

    public Device offline() {
        return draft().online(false).build();
    }

    public Device ignoring() {
        return draft().ignored(ignored + 1).build();
    }

    /** The device when a rollout has commanded it with this counter. */
    public Device commandedBy(CampaignName rollout, long newCounter) {
        return draft().counter(newCounter).busy(Optional.of(rollout)).build();
    }

    /** The device when this rollout has it between command and outcome. */
    public Device takenBy(CampaignName rollout) {
        return commandedBy(rollout, counter);
    }

    /** The device when what it was commanded has been taken back under this counter. */
    public Device withdrawnBy(long newCounter) {
        return draft().counter(newCounter).busy(Optional.empty()).build();
    }

    /** The device when no rollout has it between command and outcome. */
    public Device released() {
        return draft().busy(Optional.empty()).build();
    }

    /** The device with these labels and no others. */
    public Device labelled(Map<String, String> newLabels) {
        return draft().labels(newLabels).build();
    }

    /**
     * The device when no campaign may command it.
     *
     * @param why who wants it so and for what reason
     */
    public Device heldBecause(String why) {
        return draft().held(Optional.of(why)).build();
    }

    /** The device when campaigns may command it again. */
    public Device unheld() {
        return draft().held(Optional.empty()).build();
    }

    /** The device as a store keeps it after one more write. */
    public Device withRevision(long written) {
        return draft().revision(written).build();
    }

    private DeviceDraft draft() {
        return new DeviceDraft(this);
    }

    /** The number of the next command to it. */
    public long nextCounter() {
        return counter + 1;
    }

    private Device with(Birth said, List<SessionId> nowLeft, Instant now) {
        return heardAt(now)
                .draft()
                .birth(Optional.of(said))
                .left(nowLeft)
                .counter(Math.max(counter, said.counter()))
                .build();
    }

    private List<SessionId> leaving(SessionId session) {
        List<SessionId> sessions = new ArrayList<>();
        sessions.add(session);
        sessions.addAll(left);
        return sessions.subList(0, Math.min(SESSIONS_KEPT, sessions.size()));
    }
}
