package io.github.canarywave.sim;

/**
 * How often firmware of one version misbehaves, each a share from 0 to 1 of the devices.
 *
 * @param fail its health check fails: the device falls back and says so
 * @param brick it dies in silence at its first start
 * @param powerLoss power goes away once between installing and the first start: the device comes
 *     back with its old image and may try again
 * @param cut the first connection of each download breaks in the middle
 */
public record Behaviour(double fail, double brick, double powerLoss, double cut) {
    /** All goes well. */
    public static final Behaviour GOOD = new Behaviour(0, 0, 0, 0);

    public Behaviour {
        share("fail", fail);
        share("brick", brick);
        share("powerLoss", powerLoss);
        share("cut", cut);
    }

    public Behaviour withFail(double share) {
        return new Behaviour(share, brick, powerLoss, cut);
    }

    public Behaviour withBrick(double share) {
        return new Behaviour(fail, share, powerLoss, cut);
    }

    public Behaviour withPowerLoss(double share) {
        return new Behaviour(fail, brick, share, cut);
    }

    public Behaviour withCut(double share) {
        return new Behaviour(fail, brick, powerLoss, share);
    }

    static void share(String name, double value) {
        if (!(value >= 0 && value <= 1))
            throw new IllegalArgumentException(
                    "%s is a share from 0 to 1, got %s".formatted(name, value));
    }
}
