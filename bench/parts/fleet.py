"""Fills a cloud with servers, a thousand with each request."""

import json
import sys

AT_ONCE = 1000


def fill(server, n_servers, name="web"):
    images = json.loads(server.ask(server.v2("images")))["images"]
    new = {"name": name, "imageRef": images[0]["id"], "flavorRef": "1"}
    for done in range(0, n_servers, AT_ONCE):
        count = min(AT_ONCE, n_servers - done)
        counts = {"min_count": count, "max_count": count}
        server.ask(server.v2("servers"), {"server": {**new, **counts}})
        if sys.stderr.isatty():
            print(f"\r{done + count:>9,} of {n_servers:,} servers", end="", file=sys.stderr)
