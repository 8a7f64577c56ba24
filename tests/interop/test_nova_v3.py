"""The story of a lock on v3, with the one client that ever had a v3 mode."""

import pytest
from harness import assert_lock_shown, assert_refused_as_locked

PLUGINS = {"os-lock-server", "os-extended-status", "servers"}
# The client looks for the keys of 2014.1, `os-extended-status:task_state` and so on.
UNKNOWN_TO_ITS_LIST = {"Task State", "Power State"}


@pytest.fixture
def nova(client_of):
    return client_of("nova-2.20.0-v3")


def test_v3_lists_what_it_booted_without_a_blank(nova):
    nova.boot("web")

    table = nova.ask("list")

    assert [row[1:3] for row in table.rows()] == [["web", "ACTIVE"]]
    assert table.without_value() == UNKNOWN_TO_ITS_LIST


def test_an_owner_locks_a_server_and_unlocks_it_in_v3(nova):
    nova.boot("web")
    assert nova.show("web")["status"] == "ACTIVE"
    assert_lock_shown(nova, "web", "False", "-")

    nova.ask("lock", "web")
    assert_lock_shown(nova, "web", "True", "owner")

    for verb in ("stop", "pause", "suspend", "reboot", "delete"):
        assert_refused_as_locked(nova, verb, "web")
    assert nova.show("web")["status"] == "ACTIVE"

    nova.ask("unlock", "web")
    assert_lock_shown(nova, "web", "False", "-")

    nova.ask("delete", "web")
    assert nova.names() == []


def test_only_an_admin_undoes_an_admins_lock_in_v3(nova):
    nova.boot("web")
    # Another project's server is found by its id only.
    server = nova.show("web")["id"]

    nova.ask("lock", server, by="admin")
    assert_lock_shown(nova, server, "True", "admin")
    assert_lock_shown(nova, server, "True", "admin", by="admin")

    assert_refused_as_locked(nova, "pause", "web")
    text = nova.refused(*nova.command("unlock", "web"))
    assert "Policy doesn't allow compute:unlock_override to be performed. (HTTP 403)" in text
    assert_lock_shown(nova, "web", "True", "admin")

    # An admin is never refused, and the admin's calls leave the lock as it is.
    nova.ask("pause", server, by="admin")
    assert nova.show("web")["status"] == "PAUSED"
    assert_lock_shown(nova, "web", "True", "admin")

    nova.ask("unlock", server, by="admin")
    assert_lock_shown(nova, "web", "False", "-")


def test_a_lock_made_in_one_version_is_seen_and_undone_in_the_other(nova, client_of):
    nova_v2 = client_of("nova-2.20.0")
    nova.boot("web")

    nova.ask("lock", "web")
    assert_lock_shown(nova_v2, "web", "True", "owner")

    nova_v2.ask("unlock", "web")
    assert_lock_shown(nova, "web", "False", "-")


def test_v3_shows_a_lock_without_a_key_of_v2(nova):
    nova.boot("web")
    nova.ask("lock", "web")

    rows = nova.show("web")

    assert {"OS-EXT-STS:vm_state", "OS-EXT-STS:task_state", "OS-EXT-STS:power_state"} <= rows.keys()
    assert not {"locked", "locked_by", "OS-DCF:diskConfig"} & rows.keys()


def test_a_list_can_show_who_locked_each_server(nova):
    nova.boot("web")
    nova.ask("lock", "web")

    table = nova.ask("list", "--fields", "name,OS-EXT-STS:locked,OS-EXT-STS:locked_by")

    assert table.table()[0][1:] == ["Name", "OS-EXT-STS: Locked", "OS-EXT-STS: Locked By"]
    assert [row[1:] for row in table.rows()] == [["web", "True", "owner"]]


def test_v3_lists_its_plugins_with_their_versions(nova):
    table = nova.ask("extension-list")

    assert table.table()[0] == ["Name", "Summary", "Alias", "Version"]
    assert PLUGINS <= {row[2] for row in table.rows()}
    assert {row[3] for row in table.rows()} == {"1"}
    assert table.without_value() == set()


def test_v3_stops_and_starts_a_server(nova):
    nova.boot("web")

    nova.ask("stop", "web")
    assert nova.show("web")["status"] == "SHUTOFF"

    nova.ask("start", "web")
    assert nova.show("web")["status"] == "ACTIVE"
