package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.domain.campaign.Role;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may make a call.
 *
 * @param roles that get to it; none: everybody, also who is not logged in
 * @param note what the call itself asks for beyond that, empty when nothing
 */
record May(Set<Role> roles, String note) {
    /** Also who is not logged in. */
    static final May ANYBODY = new May(Set.of(), "");

    May {
        roles = Set.copyOf(roles);
    }

    /** Every role that does what is for this one. */
    static May of(Role needs) {
        return any(Set.of(needs), "");
    }

    /** Every role that does what is for one of these. */
    static May any(Set<Role> needs, String note) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (Role role : Role.values()) if (needs.stream().anyMatch(role::covers)) roles.add(role);
        return new May(roles, note);
    }

    boolean anybody() {
        return roles.isEmpty();
    }

    boolean allows(Role role) {
        return anybody() || roles.contains(role);
    }

    /** The roles without admin where another one does, as people read them. */
    String words() {
        if (anybody()) return "anybody";
        if (roles.contains(Role.VIEWER)) return Role.VIEWER.word();
        return Arrays.stream(Role.values())
                .filter(roles::contains)
                .filter(role -> role != Role.ADMIN || roles.size() == 1)
                .map(Role::word)
                .collect(Collectors.joining(" or "));
    }
}
