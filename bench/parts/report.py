"""The table: both sides of each row, their ratio, and the bar."""

import platform
import statistics

HEAD = ("what", "ours", "other side", "ratio", "bar", "")


class Table:
    """Collects rows and prints them as they come."""

    def __init__(self, arguments):
        self.rounds = arguments.rounds
        self.seconds = arguments.seconds
        self.large = arguments.large
        self.rows = []

    @staticmethod
    def median(values):
        return statistics.median(values)

    def ratio(self, what, ours, theirs, unit, other, bar=None):
        """Rates: higher is better."""
        mine, its = statistics.median(ours), statistics.median(theirs)
        is_met = bar is None or mine / its >= bar
        self.add(what, f"{mine:,.0f} {unit}", f"{its:,.0f} ({other})", mine / its, at_least(bar), is_met)

    def times(self, what, ours, theirs, unit, other, bar=None):
        """Times: lower is better."""
        mine, its = statistics.median(ours), statistics.median(theirs)
        is_met = bar is None or mine / its <= bar
        self.add(what, f"{mine:.3f} {unit}", f"{its:.3f} ({other})", mine / its, at_most(bar), is_met)

    def limit(self, what, value, unit, bar):
        """A value that must stay below a bar; it is not compared with another side."""
        self.add(what, f"{value:,.1f} {unit}", "", None, f"below {bar:,} {unit}", value < bar)

    def note(self, what, value, unit):
        self.add(what, f"{value:,.1f} {unit}", "", None, "", True)

    def add(self, what, ours, theirs, ratio, bar, is_met):
        shown = "" if ratio is None else f"{ratio:.2f}"
        verdict = "" if not bar else "met" if is_met else "**missed**"
        self.rows.append((what, ours, theirs, shown, bar, verdict))
        print(" | ".join(it for it in self.rows[-1] if it), flush=True)

    def finish(self, path):
        lines = [HEAD, ("---",) * len(HEAD), *self.rows]
        table = "\n".join(f"| {' | '.join(it)} |" for it in lines)
        before = path.read_text().split(MARK, maxsplit=1) if path.exists() else [INTRODUCTION, ""]
        behind = before[1] if len(before) > 1 else ""
        behind = behind.split(END, maxsplit=1)[-1] if END in behind else ""
        about = (
            f"Medians of {self.rounds} rounds of {self.seconds} s each, both sides in turn, "
            f"on {platform.machine()} with Linux {platform.release()}."
        )
        path.write_text(f"{before[0]}{MARK}\n\n{about}\n\n{table}\n\n{END}{behind}")
        print(f"\n{table}\n\nwritten to {path}")


def at_least(bar):
    return "" if bar is None else f"at least {bar}"


def at_most(bar):
    return "" if bar is None else f"at most {bar}"


MARK = "<!-- the table of the last run -->"
END = "<!-- end of the table -->"
INTRODUCTION = """# Results

What `bench/run` measured last.
Absolute numbers say more about the machine than about the program; what counts is the ratio.

"""
