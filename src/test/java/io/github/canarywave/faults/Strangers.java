package io.github.canarywave.faults;

import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;

import io.github.canarywave.domain.image.Sha256;
import io.github.canarywave.faults.Ledger.Note;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/**
 * Somebody speaks with the tokens of a few devices: says all their reports again, out of order and
 * twice, those of others as well, and garbage; throws garbage at the ports too. Their devices are
 * cut off meanwhile, and come back.
 */
final class Strangers implements Fault {
    private static final int DEVICES = 3;
    private static final int OTHERS_REPORTS = 20;
    private static final int GARBAGE = 20;
    private static final int GARBAGE_BYTES_MAX = 900;
    private static final long LIMIT_SECONDS = 20;

    private record Account(String id, String token) {}

    @Override
    public String name() {
        return "strangers";
    }

    @Override
    public void inject(Rig rig, Releases releases) {
        List<Account> accounts = accounts(rig.data.resolve("demo"));
        Collections.shuffle(accounts, rig.random);
        Ledger ledger = Ledger.read(rig.ledgers());
        throwGarbage(rig);
        for (Account account : accounts.subList(0, Math.min(DEVICES, accounts.size())))
            speakFor(rig, account, ledger);
    }

    private static List<Account> accounts(Path folder) {
        List<Account> accounts = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder, "*devices.csv")) {
            for (Path file : files)
                for (String line : Files.readAllLines(file)) {
                    String[] parts = line.split(",", 2);
                    accounts.add(new Account(parts[0], parts[1]));
                }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return accounts;
    }

    /** Bytes that are neither TLS nor MQTT. */
    private static void throwGarbage(Rig rig) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), rig.mqttPort())) {
            socket.getOutputStream().write(garbage(rig.random));
        } catch (IOException e) {
            // It hung up: as it should.
        }
    }

    private static void speakFor(Rig rig, Account account, Ledger ledger) {
        List<byte[]> reports = new ArrayList<>(reportsOf(ledger, account.id()));
        List<byte[]> others = new ArrayList<>(reportsOfOthers(ledger, account.id()));
        Collections.shuffle(others, rig.random);
        reports.addAll(List.copyOf(reports));
        reports.addAll(others.subList(0, Math.min(OTHERS_REPORTS, others.size())));
        Collections.shuffle(reports, rig.random);
        Mqtt5AsyncClient client = client(rig, account);
        try {
            client.connect().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
            List<CompletableFuture<?>> said = new ArrayList<>();
            for (byte[] report : reports) said.add(say(client, account, "report", report));
            for (int i = 0; i < GARBAGE; i++) {
                said.add(say(client, account, "report", garbage(rig.random)));
                said.add(say(client, account, "online", garbage(rig.random)));
                said.add(say(client, account, "state", garbage(rig.random)));
            }
            CompletableFuture.allOf(said.toArray(CompletableFuture<?>[]::new))
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
            client.disconnect().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            // The device came back and took its place: who speaks twice is cut off.
        }
    }

    private static Mqtt5AsyncClient client(Rig rig, Account account) {
        return Mqtt5Client.builder()
                .identifier(account.id())
                .serverHost("localhost")
                .serverPort(rig.mqttPort())
                .sslConfig(
                        MqttClientSslConfig.builder()
                                .trustManagerFactory(Api.trust(rig.data.resolve("pki/ca.pem")))
                                .build())
                .simpleAuth()
                .username(account.id())
                .password(account.token().getBytes(StandardCharsets.UTF_8))
                .applySimpleAuth()
                .buildAsync();
    }

    private static CompletableFuture<?> say(
            Mqtt5AsyncClient client, Account account, String kind, byte[] payload) {
        return client.publishWith()
                .topic("canarywave/v1/" + account.id() + "/" + kind)
                .payload(payload)
                .qos(MqttQos.AT_LEAST_ONCE)
                .send();
    }

    /** The bytes of what this device reported, made again from its ledger. */
    private static List<byte[]> reportsOf(Ledger ledger, String device) {
        return ledger.all("report").stream()
                .filter(note -> note.device().equals(device))
                .filter(Strangers::areTheBytes)
                .map(Strangers::bytes)
                .toList();
    }

    private static List<byte[]> reportsOfOthers(Ledger ledger, String device) {
        return ledger.all("report").stream()
                .filter(note -> !note.device().equals(device))
                .map(Strangers::bytes)
                .toList();
    }

    private static byte[] bytes(Note note) {
        String[] key = note.word(0).split("/", 2);
        String text =
                "{\"session\":\"%s\",\"seq\":%s,\"id\":\"%s\",\"state\":\"%s\"}"
                        .formatted(key[0], key[1], note.command(), note.word(1));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Not so for one with a code and a detail, which the ledger leaves out. */
    private static boolean areTheBytes(Note note) {
        return Sha256.of(bytes(note)).hex().equals(note.digest());
    }

    private static byte[] garbage(Random random) {
        byte[] bytes = new byte[1 + random.nextInt(GARBAGE_BYTES_MAX)];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public void undo(Rig rig, Releases releases) {
        // They have gone; their devices come back by themselves.
    }
}
