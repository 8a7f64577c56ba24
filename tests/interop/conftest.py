"""The clients, each in its own virtual environment, and a fresh cloud for each test."""

import functools
import subprocess
from pathlib import Path

import pytest
from harness import HERE, Cloud, Nova, NovaToday, OpenStack

CLIENTS = {
    "nova-2.20.0": (Nova, "nova-2014"),
    "nova-18": (NovaToday, "openstack-today"),
    "openstack": (OpenStack, "openstack-today"),
}


@functools.cache
def find_bin(environment):
    """The folder of a virtual environment's commands, or why no Python here can have it."""
    install = subprocess.run(
        [HERE / "install", environment], capture_output=True, text=True, check=False
    )
    if install.returncode == 3:
        return None, install.stderr.strip()
    assert install.returncode == 0, install.stderr
    return Path(install.stdout.strip()) / "bin", None


@pytest.fixture
def cloud(tmp_path):
    """A server with the built-in seed."""
    with Cloud(tmp_path) as cloud:
        yield cloud


@pytest.fixture
def client_of(cloud):
    """A function that gives a client, by its name in `CLIENTS`, for the test's cloud."""

    def client_of(name):
        client, environment = CLIENTS[name]
        bin, reason = find_bin(environment)
        if bin is None:
            pytest.skip(reason)
        return client(cloud, bin)

    return client_of


@pytest.fixture(params=CLIENTS)
def client(request, client_of):
    """Each of the three clients in turn."""
    return client_of(request.param)
