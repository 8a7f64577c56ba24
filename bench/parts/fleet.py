"""Fills a data folder with servers, in bulk."""

import subprocess

from .servers import binary


def load(folder, n_servers):
    """So many servers in the data folder of a cloud that does not run; the first time, the seed."""
    command = [binary("ferronova"), "load", "--data", folder / "data", "--servers", str(n_servers)]
    subprocess.run(command, check=True)
