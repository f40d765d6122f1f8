package io.github.canarywave.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.mqtt.MqttDecoder;
import io.netty.handler.codec.mqtt.MqttEncoder;
import io.netty.util.concurrent.Future;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Thousands of devices on one event loop, as cheap as they can be: MQTT 3.1.1 without TLS, no
 * verification, no download. Obeys lines of its standard input and answers with lines of JSON; each
 * device is confined to the event loop.
 */
final class LeanFleet {
    /** Handshakes at once; more only fill the broker's accept queue. */
    private static final int CONNECTING_MAX = 200;

    /** One source address has about 28 000 ports. */
    private static final int DEVICES_PER_ADDRESS = 4_000;

    private static final int ADDRESSES = 250;
    private static final long TICK_MILLIS = 500;

    final FleetOptions options;
    final Campaign campaign = new Campaign();
    private final EventLoop loop;
    private final Bootstrap bootstrap;
    private final List<LeanDevice> devices = new ArrayList<>();
    private int next;
    private int ready;

    private LeanFleet(FleetOptions options) {
        this.options = options;
        boolean epoll = Epoll.isAvailable();
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(
                        1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loop = group.next();
        bootstrap =
                new Bootstrap()
                        .group(loop)
                        .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class)
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.SO_REUSEADDR, true);
        for (int i = 0; i < options.devices(); i++)
            devices.add(new LeanDevice(this, options.first() + i));
    }

    /** Runs until its standard input ends. */
    public static void main(String[] arguments) throws IOException {
        LeanFleet fleet = new LeanFleet(FleetOptions.parse(arguments));
        fleet.loop.execute(fleet::start);
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            String[] words = line.strip().split(" ");
            fleet.loop.execute(() -> fleet.obey(words));
        }
        System.exit(0);
    }

    private void start() {
        for (int i = 0; i < CONNECTING_MAX; i++) connectNext();
        loop.scheduleAtFixedRate(
                        () -> devices.forEach(d -> d.tick(System.nanoTime())),
                        TICK_MILLIS,
                        TICK_MILLIS,
                        TimeUnit.MILLISECONDS)
                .addListener(LeanFleet::complain);
    }

    private void obey(String... words) {
        switch (words[0]) {
            case "campaign" -> campaign.expect(words[1], words[2], Integer.parseInt(words[3]));
            case "act" -> act(words[1]);
            case "forget" -> devices.forEach(LeanDevice::forget);
            case "status" ->
                    tell("status", campaign.json(System.nanoTime()) + ",\"ready\":" + ready);
            default -> throw new IllegalArgumentException("not a word of mine: " + words[0]);
        }
    }

    /** All devices of a fleet that holds go on. */
    private void act(String word) {
        campaign.acting();
        devices.forEach(device -> device.act(word));
    }

    private void connectNext() {
        if (next < devices.size()) connect(devices.get(next++));
    }

    /** Connects a device; it tells {@link #online} when the broker has its birth. */
    void connect(LeanDevice device) {
        var local =
                new InetSocketAddress(
                        "127.0.0." + (1 + device.index() / DEVICES_PER_ADDRESS % ADDRESSES), 0);
        ChannelFuture connecting =
                bootstrap
                        .clone()
                        .handler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        new MqttDecoder(),
                                                        MqttEncoder.INSTANCE,
                                                        device.line());
                                    }
                                })
                        .connect(new InetSocketAddress(options.host(), options.port()), local);
        connecting.addListener(
                done -> {
                    if (!done.isSuccess()) again(device, done.cause());
                });
    }

    /** The device lost its connection, or could not get it. */
    void again(LeanDevice device, Throwable why) {
        campaign.brokenConnections++;
        if (campaign.brokenConnections <= 3) tell("broken", "\"why\":\"" + why + "\"");
        loop.schedule(() -> connect(device), options.retryMillis(), TimeUnit.MILLISECONDS)
                .addListener(LeanFleet::complain);
    }

    private static void complain(Future<?> done) {
        if (!done.isSuccess()) tell("fault", "\"why\":\"" + done.cause() + "\"");
    }

    /** The broker has the first birth of a device. */
    void online() {
        ready++;
        connectNext();
        if (ready == devices.size()) tell("ready", "\"devices\":" + ready);
    }

    /** One line of JSON for whoever started the fleet. */
    static void tell(String event, String members) {
        System.out.println("{\"event\":\"" + event + "\"," + members + "}");
        System.out.flush();
    }
}
