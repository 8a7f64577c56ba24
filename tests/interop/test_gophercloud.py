"""The story of a lock, with a program in Go that uses gophercloud."""

from datetime import UTC, datetime, timedelta

import pytest
from harness import GophercloudV21

# These tests share one build of the program.
pytestmark = pytest.mark.xdist_group("gophercloud")
JUST_NOW = timedelta(minutes=5)
NEVER = "0001-01-01T00:00:00Z"


def lock_of(gophercloud, server, by="demo"):
    shown = gophercloud.ask("show", server, by=by)
    return shown["Locked"], shown["LockedBy"]


def assert_just_now(time):
    assert abs(datetime.now(UTC) - datetime.fromisoformat(time)) < JUST_NOW


def assert_refused_as_locked(gophercloud, verb, server):
    status, message = gophercloud.refusal(verb, server)
    assert (status, "is locked" in message) == (409, True)


def test_gophercloud_locks_a_server_and_unlocks_it(gophercloud):
    server = gophercloud.ask("boot", "web")["ID"]
    assert lock_of(gophercloud, server) == (False, None)

    gophercloud.ask("lock", server)
    assert lock_of(gophercloud, server) == (True, "owner")

    assert_refused_as_locked(gophercloud, "stop", server)
    assert_refused_as_locked(gophercloud, "delete", server)
    assert gophercloud.ask("show", server)["Status"] == "ACTIVE"

    gophercloud.ask("unlock", server)
    assert lock_of(gophercloud, server) == (False, None)

    gophercloud.ask("delete", server)
    assert gophercloud.ask("list", 10)["Pages"] == []


def test_only_an_admin_undoes_what_gophercloud_locked_as_admin(gophercloud):
    server = gophercloud.ask("boot", "web")["ID"]

    gophercloud.ask("lock", server, by="admin")
    assert lock_of(gophercloud, server) == (True, "admin")
    assert lock_of(gophercloud, server, by="admin") == (True, "admin")

    status, message = gophercloud.refusal("unlock", server)
    assert (status, "compute:unlock_override" in message) == (403, True)
    assert_refused_as_locked(gophercloud, "delete", server)
    assert lock_of(gophercloud, server) == (True, "admin")

    gophercloud.ask("unlock", server, by="admin")
    assert lock_of(gophercloud, server) == (False, None)

    gophercloud.ask("delete", server)


def test_gophercloud_sees_what_it_waits_for_in_between(gophercloud):
    server = gophercloud.ask("boot", "web")["ID"]

    for verb in ("reboot", "reboot-hard", "rebuild", "resize"):
        assert gophercloud.ask(verb, server) == {"done": verb}


def test_gophercloud_follows_the_links_from_page_to_page(gophercloud):
    servers = [gophercloud.ask("boot", f"web-{number}")["ID"] for number in range(5)]
    gophercloud.ask("lock", servers[3])

    listed = gophercloud.ask("list", 2)

    assert listed["Pages"] == [["web-4", "web-3"], ["web-2", "web-1"], ["web-0"]]
    assert listed["Locked"] == [False, True, False, False, False]


def test_gophercloud_reads_a_server_into_its_own_types(gophercloud):
    shown = gophercloud.ask("boot", "web")

    assert (shown["Name"], shown["Status"]) == ("web", "ACTIVE")
    assert (shown["VMState"], shown["PowerState"]) == ("active", "RUNNING")
    assert (shown["Flavor"], shown["Networks"]) == ("1", ["private"])
    assert_just_now(shown["Created"])
    assert_just_now(shown["Updated"])
    assert shown["TerminatedAt"] == NEVER


def test_every_key_of_a_listed_extension_is_there_for_gophercloud(gophercloud):
    shown = gophercloud.ask("boot", "web")

    extensions = shown["Extensions"]
    assert "os-server-locked-status" in extensions
    assert shown["MissingKeys"] == []
    if "OS-SRV-USG" in extensions:
        assert_just_now(shown["LaunchedAt"])
    if "OS-EXT-AZ" in extensions:
        assert shown["AvailabilityZone"] == "nova"
    if "OS-DCF" in extensions:
        assert shown["DiskConfig"] in ("AUTO", "MANUAL")


def test_gophercloud_is_told_the_host_as_an_admin_only(gophercloud):
    server = gophercloud.ask("boot", "web")["ID"]

    of_owner = gophercloud.ask("show", server)
    of_admin = gophercloud.ask("show", server, by="admin")

    assert of_owner["Host"] == ""
    assert bool(of_admin["Host"]) == ("OS-EXT-SRV-ATTR" in of_admin["Extensions"])


def test_gophercloud_locks_and_tags_a_server_on_v21(gophercloud):
    today = GophercloudV21(gophercloud.cloud, gophercloud.bin)
    server = gophercloud.ask("boot", "web")["ID"]
    gophercloud.ask("boot", "db")

    today.ask("lock", server)
    assert today.ask("tag", server) == {"Tags": ["gold"]}

    shown = today.ask("show", server)
    assert (shown["Locked"], shown["LockedReason"], shown["Tags"]) == (True, None, ["gold"])
    assert (shown["Status"], shown["VMState"]) == ("ACTIVE", "active")
    assert lock_of(gophercloud, server) == (True, "owner")
    # Of servers of the same second, v2.1 has the first one first.
    listed = today.ask("list", 1)
    assert sorted(zip(listed["Pages"], listed["Locked"])) == [(["db"], False), (["web"], True)]

    today.ask("unlock", server)
    assert today.ask("show", server)["Locked"] is False


def test_gophercloud_reads_on_v21_a_reason_that_was_given_elsewhere(gophercloud, client_of):
    today = GophercloudV21(gophercloud.cloud, gophercloud.bin)
    server = gophercloud.ask("boot", "web")["ID"]

    words = ("server", "lock", "--reason", "looks odd", server)
    client_of("openstack-v2.1").run("openstack", *words, by="admin")

    shown = today.ask("show", server)
    assert (shown["Locked"], shown["LockedReason"]) == (True, "looks odd")
    status, message = today.refusal("unlock", server)
    assert (status, "os-lock-server:unlock:unlock_override" in message) == (403, True)
