"""The table of what was measured, beside peers and bars."""
import statistics


class Bench:
    """Collects what was measured and compares it with the bars."""

    def __init__(self, tools, options):
        self.tools, self.options, self.rows, self.details = tools, options, [], {}

    def row(self, row, measure, unit, ours, peer=None, bar=None, at_most=False):
        """bar is a ratio to the peer when there is one, else a limit in the unit."""
        ours, peer = [o for o in ours if o is not None], peer or []
        line = {"row": row, "measure": measure, "unit": unit, "ours": summary(ours), "peer": summary(peer) if peer else None,
                "bar": bar, "at_most": at_most}
        if not ours:
            return
        value = line["ours"]["median"]
        if peer:
            value = line["ratio"] = round(statistics.median(o / p for o, p in zip(ours, peer)), 3)
        line["met"] = None if bar is None else value <= bar if at_most else value >= bar
        self.rows.append(line)
        print(format_row(line), flush=True)

def summary(values):
    return {"median": significant(statistics.median(values)), "min": significant(min(values)), "max": significant(max(values)),
            "rounds": [significant(v) for v in values]}


def significant(value):
    return float(f"{value:.4g}") if value < 1000 else round(value)


def format_row(line):
    def cell(s):
        return f"{s['median']:g} ({s['min']:g} to {s['max']:g})" if s else ""
    bar = "" if line["bar"] is None else ("<= " if line["at_most"] else ">= ") + f"{line['bar']:g}"
    met = {None: "", True: "yes", False: "NO"}[line["met"]]
    return (f"{line['row']:9} {line['measure'] + ', ' + line['unit']:62} {cell(line['ours']):28} {cell(line['peer']):28} "
            f"{line.get('ratio', ''):>6} {bar:>8} {met}")


HEADER = f"{'row':9} {'measure':62} {'ours':28} {'peer':28} {'ratio':>6} {'bar':>8} met"
