package io.github.canarywave.adapter.http.operators;

import io.github.canarywave.domain.campaign.Approval;
import io.github.canarywave.domain.campaign.Role;
import io.vertx.core.http.HttpMethod;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each role may do, in words that a page can look for; taken from the calls themselves. */
final class Rights {
    private static final String CAMPAIGN = "/api/v1/campaigns/{}";
    private static final String DEVICE = "/api/v1/devices/{}";
    private static final String RELEASE = "/api/v1/releases/{}/{}";

    private final Map<String, May> rights = new LinkedHashMap<>();

    /**
     * @param routes with every call that a right is about
     */
    Rights(Routes routes) {
        right(routes, "plan", "/api/v1/plans");
        right(routes, "apply", "/api/v1/campaigns");
        right(routes, "update", "/api/v1/updates");
        for (String verb : List.of("halt", "pause", "abort", "retry", "rollback"))
            right(routes, verb, CAMPAIGN + ":" + verb);
        // Within the call: only against the evidence also for an approver.
        rights.put("resume", May.of(Role.OPERATOR));
        right(routes, "accept-evidence", CAMPAIGN + ":resume");
        // A wave may name other roles; this is the rule where it names none.
        rights.put("approve", May.any(Approval.DEFAULT.roles(), ""));
        right(routes, "label", DEVICE + ":label");
        right(routes, "hold", DEVICE + ":hold");
        right(routes, "revoke-release", RELEASE + ":revoke");
        right(routes, "note-release", RELEASE + ":note");
        right(routes, "publish-release", RELEASE + ":publish");
        right(routes, "add-device", "/api/v1/devices");
        right(routes, "certify-device", DEVICE + "/certificates");
        right(routes, "set-release-key", "/api/v1/release-keys/{}:revoke");
        right(routes, "issue-token", "/api/v1/tokens");
        right(routes, "revoke-token", "/api/v1/tokens/{}:revoke");
    }

    private void right(Routes routes, String word, String path) {
        rights.put(word, routes.may(HttpMethod.POST, path));
    }

    List<String> of(Role role) {
        return rights.entrySet().stream()
                .filter(right -> right.getValue().allows(role))
                .map(Map.Entry::getKey)
                .toList();
    }
}
