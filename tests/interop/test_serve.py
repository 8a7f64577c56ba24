"""Flags, the data folder and shutting down, as clients see them."""

import subprocess

import pytest
import yaml
from harness import parse_block

EXTENSION = "os-server-locked-status"


@pytest.mark.parametrize("name", ["nova-2.20.0", "nova-18"])
def test_without_its_extension_the_lock_is_not_shown(cloud, client_of, name):
    nova = client_of(name)
    nova.boot("web")
    nova.run("nova", "lock", "web")
    rows = nova.show("web")

    cloud.stop()
    cloud.start("--disable-extension", EXTENSION)

    assert rows.pop("locked") == "True"
    assert rows.pop("locked_by") == "owner"
    assert nova.show("web") == rows
    # Without the extension that shows locks, locking still works.
    assert "is locked" in nova.refused("nova", "stop", "web")


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_a_server_and_its_lock_outlive_the_process(cloud, client_of, end):
    nova = client_of("nova-18")
    nova.boot("web")
    nova.run("nova", "lock", "web")
    rows = nova.show("web")
    assert (rows["locked"], rows["locked_by"]) == ("True", "owner")

    getattr(cloud, end)()
    cloud.start()

    assert nova.show("web") == rows
    assert nova.names() == ["web"]
    assert "is locked" in nova.refused("nova", "delete", "web")


def test_the_data_folder_holds_an_openrc_like_what_is_printed(cloud):
    openrc = cloud.data / "openrc"

    shell = ["bash", "-c", '. "$0" && env', openrc]
    sourced = subprocess.run(shell, env={}, capture_output=True, text=True, check=True)

    assert parse_block(sourced.stdout) == cloud.environment


def test_the_data_folder_holds_a_clouds_yaml_that_openstack_can_use(cloud, client_of):
    openstack = client_of("openstack").bin / "openstack"
    clouds = cloud.data / "clouds.yaml"
    names = list(yaml.safe_load(clouds.read_text())["clouds"])
    environment = {"OS_CLIENT_CONFIG_FILE": str(clouds), "HOME": str(cloud.home)}

    answers = [
        subprocess.run(
            [openstack, "--os-cloud", name, "server", "list"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        for name in names
    ]

    assert names
    assert [(answer.returncode, answer.stderr) for answer in answers] == [(0, "")] * len(names)
