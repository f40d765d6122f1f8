package io.github.canarywave.statistics;

import io.github.canarywave.domain.campaign.Campaign;
import io.github.canarywave.domain.fleet.Device;
import io.github.canarywave.domain.rollout.Attempt;
import io.github.canarywave.domain.rollout.Candidate;
import io.github.canarywave.domain.rollout.Samples;
import io.github.canarywave.domain.rollout.WaveSpan;

import java.util.random.RandomGenerator;

/** A frozen cohort, the same for all trials; a part of it may be of a stratum of its own. */
final class Cohort {
    static final String MOST = "common";
    static final String FEW = "rare";
    private final Device[] devices;
    private final Attempt[] attempts;

    /**
     * @param every each so many devices are of the rare stratum, which fails wholly; 0: none is
     */
    Cohort(Campaign campaign, int size, int every) {
        devices = new Device[size];
        attempts = new Attempt[size];
        for (int i = 0; i < size; i++) {
            devices[i] = Samples.device(i);
            int wave = WaveSpan.waveOf(campaign.waves(), i, size);
            // In its proportion, as the order of a cohort places it.
            String stratum = every > 0 && i % every == every / 2 ? FEW : MOST;
            attempts[i] =
                    Attempt.frozen(Samples.NAME, Samples.id(i), i, wave, stratum)
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
        return attempts[device].stratum().equals(FEW) || firmware.fails(random);
    }
}
