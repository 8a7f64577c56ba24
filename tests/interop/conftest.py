"""The clients, each in its own virtual environment, and a fresh cloud for each test."""

import functools
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from harness import (
    HERE,
    Ansible,
    Cloud,
    Gophercloud,
    Nova,
    NovaToday,
    NovaTodayV21,
    NovaV3,
    OpenStack,
    OpenStackV21,
)

CLIENTS = {
    "nova-2.20.0": (Nova, "nova-2014"),
    "nova-18": (NovaToday, "openstack-today"),
    "openstack": (OpenStack, "openstack-today"),
}
# The oldest client again, in its v3 mode; those of today, sent to v2.1; and one that has no
# commands of its own.
OTHERS = {
    "nova-2.20.0-v3": (NovaV3, "nova-2014"),
    "nova-18-v2.1": (NovaTodayV21, "openstack-today"),
    "openstack-v2.1": (OpenStackV21, "openstack-today"),
    "ansible": (Ansible, "ansible"),
}
# The folder of Debian's sources in Go, and the one of gophercloud.
GO_PATH = Path("/usr/share/gocode")
GO_PACKAGES = "golang-go and golang-github-gophercloud-gophercloud-dev"


@functools.cache
def find_bin(environment):
    """The folder of a virtual environment's commands, or the reason why it can't be made here."""
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
    """A function that gives a client, by its name above, for the test's cloud."""

    def client_of(name):
        client, environment = (CLIENTS | OTHERS)[name]
        bin, reason = find_bin(environment)
        if bin is None:
            pytest.skip(reason)
        return client(cloud, bin)

    return client_of


@pytest.fixture(params=CLIENTS)
def client(request, client_of):
    """Each of the three clients in turn."""
    return client_of(request.param)


@pytest.fixture(scope="session")
def gophercloud_bin(tmp_path_factory):
    """The folder of the program in Go, built without a network from what Debian packages."""
    if not shutil.which("go") or not (GO_PATH / "src/github.com/gophercloud/gophercloud").is_dir():
        pytest.skip(f"gophercloud needs Debian's {GO_PACKAGES}; tests/run installs them as root")
    folder = tmp_path_factory.mktemp("go")
    build = subprocess.run(
        ["go", "build", "-o", folder / "gophercloud", "."],
        cwd=HERE / "gophercloud",
        env=os.environ | {"GO111MODULE": "off", "GOPATH": str(GO_PATH), "GOFLAGS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert build.returncode == 0, build.stderr
    return folder


@pytest.fixture
def gophercloud(cloud, gophercloud_bin):
    """The program in Go, for the test's cloud."""
    return Gophercloud(cloud, gophercloud_bin)
