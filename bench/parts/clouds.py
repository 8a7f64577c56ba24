"""The clouds for the abuses, each with a server and a data folder of its own."""

import contextlib
import dataclasses
import json
import typing

from . import disks, fleet
from .large import METADATA
from .servers import Ferronova


@dataclasses.dataclass(frozen=True)
class Cloud:
    name: str
    # Servers that exist when it starts, and their names.
    n_servers: int = 0
    names: str = "web"
    # Called with the running server.
    fill: typing.Callable = lambda server: None
    # Limit of the server's address space, in bytes.
    address_space: int = None
    # Whether the data folder is on a disk that can be made to hang.
    has_own_disk: bool = False

    @contextlib.contextmanager
    def running(self, folder):
        with contextlib.ExitStack() as stack:
            if self.has_own_disk:
                stack.enter_context(disks.mounted(folder / "data"))
            if self.n_servers:
                fleet.load(folder, self.n_servers, self.names)
            server = Ferronova(folder, address_space=self.address_space)
            stack.enter_context(server)
            self.fill(server)
            yield server


def with_metadata(server):
    """1,020 servers; a page of them with details is 64 MiB."""
    for _ in range(170):
        server.ask(server.v2("servers"), server.new(metadata=METADATA, min_count=6))


def with_snapshots(server):
    """A thousand snapshots of 65 KB, as many as a project may have."""
    server.ask(server.v2("servers"), server.new())
    server_id = json.loads(server.ask(server.v2("servers")))["servers"][0]["id"]
    body = {"createImage": {"name": "snapshot", "metadata": METADATA}}
    for _ in range(1_000):
        server.ask(server.v2(f"servers/{server_id}/action"), body)


# Slow to match, because at every character of such a name all its repetitions are possible.
FLEET = Cloud("fleet", n_servers=5_000, names="ab" * 120)
PLAIN = Cloud("plain", n_servers=1_000)
FULL = Cloud("full", fill=with_metadata)
FULL_IN_4_GIB = Cloud("full-in-4-gib", fill=with_metadata, address_space=4 << 30)
SNAPSHOTS = Cloud("snapshots", fill=with_snapshots)
ON_A_DISK = Cloud("on-a-disk", n_servers=100, has_own_disk=True)
ALL = [FLEET, PLAIN, FULL, FULL_IN_4_GIB, SNAPSHOTS, ON_A_DISK]
