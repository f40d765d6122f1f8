package io.github.canarywave.adapter.crypto;

import java.net.InetAddress;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The names a server certificate is for, in one spelling each.
 *
 * @param dns host names in lower case
 * @param addresses IP addresses in the spelling of {@link InetAddress#getHostAddress}
 */
record ServerNames(Set<String> dns, Set<String> addresses) {
    private static final Set<String> ALWAYS = Set.of("localhost", "127.0.0.1", "::1");
    private static final int MAX_DNS_CHARACTERS = 253; // RFC 1035, 2.3.4, without the last dot
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern DNS = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*");

    ServerNames {
        dns = Set.copyOf(dns);
        addresses = Set.copyOf(addresses);
    }

    /** These hosts and those of the machine itself: localhost, 127.0.0.1 and ::1. */
    static ServerNames with(Set<String> hosts) {
        Set<String> all = new HashSet<>(hosts);
        all.addAll(ALWAYS);
        return of(all);
    }

    /** Exactly these hosts; names and addresses are told apart by their form. */
    static ServerNames of(Collection<String> hosts) {
        Set<String> dns = new TreeSet<>();
        Set<String> addresses = new TreeSet<>();
        for (String host : hosts) {
            if (ADDRESS.matcher(host).matches()) addresses.add(address(host));
            else dns.add(name(host));
        }
        return new ServerNames(dns, addresses);
    }

    /** The names in an order that does not change. */
    List<String> sortedDns() {
        return dns.stream().sorted().toList();
    }

    /** The addresses in an order that does not change. */
    List<String> sortedAddresses() {
        return addresses.stream().sorted().toList();
    }

    private static String address(String host) {
        try {
            return InetAddress.ofLiteral(host).getHostAddress();
        } catch (IllegalArgumentException e) {
            throw new KeysUnavailable(
                    "\""
                            + host
                            + "\" looks like an IP address but is none: give it as 192.0.2.1"
                            + " or 2001:db8::1, without port and brackets.",
                    e);
        }
    }

    private static String name(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.length() > MAX_DNS_CHARACTERS || !DNS.matcher(name).matches())
            throw new KeysUnavailable(
                    "\""
                            + host
                            + "\" is no host name: letters, digits, hyphens and dots, at most 253"
                            + " characters, without port; names with other letters in their xn--"
                            + " form.");
        return name;
    }
}
