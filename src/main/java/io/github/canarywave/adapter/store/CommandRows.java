package io.github.canarywave.adapter.store;

import static io.github.canarywave.adapter.store.Columns.bit;

import io.github.canarywave.app.StoredCommand;
import io.github.canarywave.domain.campaign.CampaignName;
import io.github.canarywave.domain.fleet.CommandId;
import io.github.canarywave.domain.fleet.DeviceId;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The table of commands and withdrawals, stored before they are published. */
final class CommandRows {
    private final Sql sql;

    CommandRows(Sql sql) {
        this.sql = sql;
    }

    List<StoredCommand> unsent(int limit) {
        return sql.list(
                "select * from command where sent = 0 order by place limit ?",
                CommandRows::read,
                limit);
    }

    Optional<StoredCommand> command(CommandId id) {
        return sql.first(
                "select * from command where id = ? and withdraws = 0",
                CommandRows::read,
                id.value());
    }

    void insert(StoredCommand command) {
        sql.run(
                "insert into command (id, withdraws, rollout, device, attempt, payload, expires_ms,"
                        + " closes_ms, sent) values (?, ?, ?, ?, ?, ?, ?, ?, 0)",
                command.id().value(),
                bit(command.withdraws()),
                command.rollout().value(),
                command.device().value(),
                command.attempt(),
                command.payload(),
                command.expires().toEpochMilli(),
                Columns.ms(command.closes()));
    }

    void sent(CommandId id, boolean withdrawal) {
        sql.run(
                "update command set sent = 1 where id = ? and withdraws = ?",
                id.value(),
                bit(withdrawal));
    }

    void keepBack(CampaignName rollout) {
        sql.run(
                "update command set sent = 2 where sent = 0 and withdraws = 0 and rollout = ?",
                rollout.value());
    }

    private static StoredCommand read(Cells row) throws SQLException {
        return new StoredCommand(
                new CommandId(row.getString("id")),
                new CampaignName(row.getString("rollout")),
                new DeviceId(row.getString("device")),
                row.getInt("attempt"),
                bit(row, "withdraws"),
                row.getString("payload"),
                Columns.instant(row, "expires_ms"),
                Columns.instant(row, "closes_ms"));
    }
}
