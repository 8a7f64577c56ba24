"""What is measured: each scene adds rows to the table."""

import json
import signal
import time

from . import wrk
from .servers import PROJECT, Ferronova, Static

PAGE = 50

PREFIXES = {"v2": f"/v2/{PROJECT}", "v3": "/v3", "v2.1": "/v2.1"}

# The orders of v2.1 that have an index, in both directions; any other order is sorted.
ORDERS = [
    f"sort_key={key}&sort_dir={direction}"
    for key in ("created_at", "updated_at", "display_name", "locked")
    for direction in ("asc", "desc")
]


def of_the_start(table, folder):
    """The first start of a cloud, another start, and the memory at rest."""
    first, over = [], []
    for n in range(table.rounds):
        for times in (first, over):
            with Ferronova(folder / str(n)) as server:
                times.append(server.ready_after * 1000)
                time.sleep(1)
                resident = server.resident_kilobytes() / 1024
    table.limit("the very first start, the database is made", table.median(first), "ms", 50)
    table.limit("start with an empty database", table.median(over), "ms", 50)
    table.limit("memory at rest", resident, "MiB", 30)


def of_a_large_start(table, folder):
    """A start with a large fleet after `kill -9`, and its memory."""
    times = []
    for n in range(table.rounds + 1):
        with Ferronova(folder) as server:
            # The server had been shut down before.
            if n > 0:
                times.append(server.ready_after * 1000)
            resident = server.resident_kilobytes() / 1024
            lock_some(server)
            server.stop(signal.SIGKILL)
    table.limit(f"start with {table.large:,} servers after kill -9", table.median(times), "ms", 1000)
    table.note(f"memory with {table.large:,} servers, just started", resident, "MiB")


def of_a_small_fleet(table, server):
    """Reads against the static handler, and locks by one client and by many."""
    ids = [it["id"] for it in json.loads(server.ask(server.v2("servers")))["servers"]]
    for version, prefix in PREFIXES.items():
        servers = f"{prefix}/servers"
        against_static(table, server, f"show, {version}", f"{servers}/{ids[0]}", 0.7)
        against_static(table, server, f"detail of 50, {version}", f"{servers}/detail?limit=50")
        against_static(table, server, f"detail of 1,000, {version}", f"{servers}/detail", 0.3)
        against_static(table, server, f"list of 1,000, {version}", servers)
        locks(table, server, version, servers, ids)


def against_static(table, server, name, path, bar=None):
    body = server.ask(path)
    ours, theirs = [], []
    with Static(body, server.folder) as static:
        for _ in range(table.rounds):
            ours.append(wrk.load(f"{server.url}{path}", server.token, 16, table.seconds).rate)
            theirs.append(wrk.load(static.url, server.token, 16, table.seconds).rate)
    table.ratio(name, ours, theirs, "requests a second", "static handler", bar)


def locks(table, server, version, servers, ids):
    """Each request locks or unlocks one server, in turn."""
    script = LOCKS % (json.dumps(ids)[1:-1], servers)
    rates = {clients: [] for clients in (1, 8, 64)}
    for _ in range(table.rounds):
        for clients, measured in rates.items():
            run = wrk.load(server.url, server.token, clients, table.seconds, script)
            measured.append(run.rate)
    for clients, bar in ((8, None), (64, 12)):
        name = f"lock and unlock, durable, {clients} clients, {version}"
        table.ratio(name, rates[clients], rates[1], "requests a second", "one client", bar)


LOCKS = """
local ids = {%s}
local path = "%s"
local n = 0
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
request = function()
  n = n + 1
  local id = ids[n %% #ids + 1]
  local body = n %% 2 == 0 and '{"lock": null}' or '{"unlock": null}'
  return wrk.format(nil, path .. "/" .. id .. "/action", nil, body)
end
"""


def of_both_fleets(table, small, large):
    """The same page in a small and in a large fleet, a deep page, and the locked servers."""
    marker = marker_in_the_middle(large, table.large)
    lock_some(large)
    page = f"servers/detail?limit={PAGE}"
    pages = {
        "small": (small, page),
        "large": (large, page),
        "deep": (large, f"{page}&marker={marker}"),
        "locked": (large, f"{page}&locked=true"),
    }
    for version, prefix in PREFIXES.items():
        times = {name: [] for name in pages}
        for _ in range(table.rounds):
            for name, (server, path) in pages.items():
                times[name].append(time_of(table, server, f"{prefix}/{path}"))
        among = f"among {table.large:,}, {version}"
        unit, other = "ms", "the first page among 1,000"
        table.times(f"page of {PAGE} {among}", times["large"], times["small"], unit, other, 1.2)
        table.times(f"deep page of {PAGE} {among}", times["deep"], times["small"], unit, other, 3)
        table.times(f"the {PAGE} locked ones {among}", times["locked"], times["small"], unit, other)


def of_the_orders(table, small, large):
    """Each order of v2.1: its first page, and a page behind a marker in the middle."""
    for order in ORDERS:
        page = f"/v2.1/servers/detail?limit={PAGE}&{order}"
        marker = marker_in_the_middle(large, table.large, order)
        pages = {"small": (small, page), "large": (large, page)}
        pages["deep"] = (large, f"{page}&marker={marker}")
        times = {name: [] for name in pages}
        for _ in range(table.rounds):
            for name, (server, path) in pages.items():
                times[name].append(time_of(table, server, path))
        among = f"by {order.replace('sort_key=', '').replace('&sort_dir=', ' ')} among {table.large:,}"
        unit, other = "ms", "the first page among 1,000"
        table.times(f"page of {PAGE} {among}", times["large"], times["small"], unit, other, 1.2)
        table.times(f"deep page of {PAGE} {among}", times["deep"], times["small"], unit, other, 1.5)


def time_of(table, server, path):
    """The time that one client waits for a page."""
    return 1000 / wrk.load(f"{server.url}{path}", server.token, 1, table.seconds).rate


def marker_in_the_middle(server, n_servers, order=None):
    """The id of the server in the middle of a list, of v2 or of v2.1 in this order."""
    servers = server.v2("servers?limit=1000")
    if order is not None:
        servers = f"/v2.1/servers?limit=1000&{order}"
    marker = None
    for _ in range(n_servers // 2000):
        behind = "" if marker is None else f"&marker={marker}"
        page = server.ask(f"{servers}{behind}")
        marker = json.loads(page)["servers"][-1]["id"]
    return marker


def lock_some(server):
    page = json.loads(server.ask(server.v2(f"servers?limit={PAGE}")))["servers"]
    for it in page:
        server.ask(server.v2(f"servers/{it['id']}/action"), {"lock": None})
