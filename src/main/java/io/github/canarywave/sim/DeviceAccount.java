package io.github.canarywave.sim;

/**
 * How a simulated device logs in.
 *
 * @param id device id: client id, user name and topic element at once
 * @param token password; never printed
 */
public record DeviceAccount(String id, String token) {
    @Override
    public String toString() {
        return "DeviceAccount[" + id + "]";
    }
}
