package io.github.canarywave.statistics;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.WaveSpan;

import java.util.random.RandomGenerator;

/** A frozen cohort of several strata, the same for all trials. */
final class Cohort {
    private final Device[] devices;
    private final Attempt[] attempts;

    /** Of so many devices, in the strata they are dealt to. */
    Cohort(Campaign campaign, int size, Strata strata) {
        devices = new Device[size];
        attempts = new Attempt[size];
        for (int i = 0; i < size; i++) {
            devices[i] = Samples.device(i);
            int wave = WaveSpan.waveOf(campaign.waves(), i, size);
            attempts[i] =
                    Attempt.frozen(Samples.NAME, Samples.id(i), i, wave, strata.of(i))
                            .opened(Samples.at(100_000_000));
        }
    }

    Attempt[] attempts() {
        return attempts.clone();
    }

    Candidate candidate(Attempt attempt) {
        return new Candidate(devices[attempt.position()], attempt);
    }

    boolean fails(int device, Firmware firmware, RandomGenerator random) {
        return attempts[device].stratum().equals(Strata.RARE) || firmware.fails(random);
    }
}
