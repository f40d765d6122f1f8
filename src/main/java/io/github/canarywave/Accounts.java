package io.github.canarywave;

import io.github.canarywave.sim.DeviceAccount;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The names and tokens of simulated devices, kept in a file of their own (0600). */
record Accounts(Path file) {
    /**
     * So many accounts; those that are missing are made and kept.
     *
     * @param register makes a device and gives its token, empty when the name is taken
     */
    List<DeviceAccount> open(
            int devices, String prefix, Function<String, Optional<String>> register) {
        List<DeviceAccount> accounts = new ArrayList<>(read());
        Set<String> known = accounts.stream().map(DeviceAccount::id).collect(Collectors.toSet());
        boolean more = false;
        for (int i = 1; i <= devices; i++) {
            String id = prefix + "%04d".formatted(i);
            if (known.contains(id)) continue;
            String token =
                    register.apply(id)
                            .orElseThrow(
                                    () ->
                                            new IllegalStateException(
                                                    "device "
                                                            + id
                                                            + " is registered, but its token is not in "
                                                            + file
                                                            + "; use another --prefix or data folder"));
            accounts.add(new DeviceAccount(id, token));
            more = true;
        }
        if (more) write(accounts);
        return accounts.subList(0, Math.min(devices, accounts.size()));
    }

    private List<DeviceAccount> read() {
        try {
            if (!Files.exists(file)) return List.of();
            return Files.readAllLines(file).stream()
                    .map(line -> line.split(",", 2))
                    .filter(parts -> parts.length == 2)
                    .map(parts -> new DeviceAccount(parts[0], parts[1]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void write(List<DeviceAccount> accounts) {
        String text =
                accounts.stream()
                        .map(a -> a.id() + "," + a.token() + "\n")
                        .collect(Collectors.joining());
        ServerFolder.writePrivate(file, text);
    }
}
