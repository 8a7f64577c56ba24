"""The `nova` command of today on v2.1, at the microversion that it takes by itself."""

import pytest
from fleet import GROUP, WEB, serve_fleet
from harness import assert_lock_shown, assert_refused_as_locked

COLUMNS = ["ID", "Name", "Status", "Task State", "Power State", "Networks"]
# Without a value: no task is in progress, and it was not terminated.
OPEN_COLUMNS = {"Task State"}
OPEN_ROWS = {"OS-EXT-STS:task_state", "OS-SRV-USG:terminated_at", "locked_reason"}
# Rows of `web` that v2 does not have, or has in another form.
SHOWN = {
    "OS-EXT-SRV-ATTR:hostname": "www",
    "description": "what customers see",
    "flavor:original_name": "m1.tiny",
    "id": WEB,
    "locked": "False",
    "locked_reason": "-",
    "metadata": '{"tier": "front"}',
    "pinned_availability_zone": "nova",
    "server_groups": f'["{GROUP}"]',
    "tags": '["gold", "production"]',
}
# The lists of names that options of `nova list` give.
LISTS = {
    "": ["db", "off", "web"],
    "--locked True": ["db", "off"],
    "--locked False": ["web"],
    "--sort locked:asc,display_name:asc": ["web", "db", "off"],
    "--sort locked:desc,display_name:desc": ["off", "db", "web"],
    "--tags gold": ["db", "web"],
    "--tags-any gold,production": ["db", "web"],
    "--not-tags production": ["db", "off"],
    "--not-tags-any gold,production": ["off"],
    "--limit 1": ["web"],
    f"--limit 1 --marker {WEB}": ["db"],
    "--key-name laptop --availability-zone nova --config-drive": ["web"],
}


@pytest.fixture
def cloud(tmp_path):
    with serve_fleet(tmp_path) as cloud:
        yield cloud


@pytest.fixture
def nova(client_of):
    return client_of("nova-18-v2.1")


def test_nova_lists_servers_by_every_option(nova, subtests):
    for options, names in LISTS.items():
        with subtests.test(options):
            # Without `--sort` it sorts by name itself.
            table = nova.ask("list", *options.split())

            assert table.table()[0] == COLUMNS
            assert [row[1] for row in table.rows()] == names
            assert table.without_value() == OPEN_COLUMNS


def test_nova_shows_all_that_a_server_has(nova):
    table = nova.ask("show", "web")

    assert table.without_value() == OPEN_ROWS
    shown = dict(table.rows())
    assert {row: shown[row] for row in SHOWN} == SHOWN


def test_nova_locks_with_a_reason_and_unlocks(nova):
    nova.ask("lock", "--reason", "disk is being moved", "web")

    assert_lock_shown(nova, "web", "True", "disk is being moved")
    words = ("nova", "meta", "web", "set", "rack=7")
    assert "is locked" in nova.refused(*words)

    nova.ask("unlock", "web")

    assert_lock_shown(nova, "web", "False", "-")
    actions = nova.ask("instance-action-list", "web")
    assert [row[0] for row in actions.rows()] == ["create", "lock", "unlock"]
    # What was done has a message only if it failed.
    assert actions.without_value() == {"Message"}
    shown = nova.ask("instance-action", "web", actions.rows()[1][1])
    assert "api_lock" in dict(shown.rows())["events"]


def test_nova_changes_tags_metadata_and_description(nova):
    nova.ask("server-tag-add", "web", "new", "red")
    nova.ask("server-tag-delete", "web", "gold")
    nova.ask("meta", "web", "set", "rack=7")
    nova.ask("meta", "web", "delete", "tier")
    nova.ask("update", "web", "--description", "sells")

    tags = nova.ask("server-tag-list", "web")
    assert tags.rows() == [["new"], ["production"], ["red"]]
    rows = nova.show("web")
    assert (rows["metadata"], rows["description"]) == ('{"rack": "7"}', "sells")

    nova.ask("server-tag-delete-all", "web")

    assert nova.show("web")["tags"] == "[]"


def test_what_nova_locks_on_v21_the_oldest_nova_shows_on_v2(nova, client_of):
    oldest = client_of("nova-2.20.0")
    nova.ask("lock", "--reason", "disk is being moved", "web")
    nova.run(*nova.command("lock", "--reason", "looks odd", WEB), by="admin")

    # An administrator's lock takes the place of the owner's, with its reason.
    assert_lock_shown(nova, "web", "True", "looks odd")
    assert_lock_shown(oldest, "web", "True", "admin")
    assert_lock_shown(oldest, "db", "True", "owner")
    assert_refused_as_locked(oldest, "stop", "db")

    oldest.ask("unlock", "db")
    assert_lock_shown(nova, "db", "False", "-")


def test_what_the_oldest_nova_locks_on_v2_shows_no_reason_on_v21(nova, client_of):
    oldest = client_of("nova-2.20.0")

    oldest.ask("lock", "web")

    assert_lock_shown(nova, "web", "True", "-")
    assert_lock_shown(client_of("openstack-v2.1"), "web", "True", "None")
    assert_lock_shown(oldest, "web", "True", "owner")
    nova.ask("unlock", "web")
    assert_lock_shown(oldest, "web", "False", "-")
