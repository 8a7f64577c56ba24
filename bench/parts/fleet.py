"""Fills a data folder with servers, in bulk."""

import subprocess

from .servers import binary


def load(folder, n_servers, name="web"):
    """Adds servers to the data folder of a cloud that does not run, first with the seed."""
    command = [binary("ferronova"), "load", "--data", folder / "data"]
    subprocess.run([*command, "--servers", str(n_servers), "--name", name], check=True)
