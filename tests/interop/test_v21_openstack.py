"""The `openstack` command on v2.1, at the microversions that it takes by itself."""

import pytest
from fleet import CERTIFICATE, GROUP, VOLUME, WEB, serve_fleet
from harness import assert_lock_shown

# What `web` has no value for: no task is in progress, and it was not terminated.
OPEN_COLUMNS = {"Task State"}
OPEN_ROWS = {"OS-EXT-STS:task_state", "OS-SRV-USG:terminated_at", "locked_reason"}
COLUMNS = ["ID", "Name", "Status", "Networks", "Image", "Flavor"]
# For administrators only; the last is for everybody.
ROWS_OF_ADMINS = {
    "OS-EXT-SRV-ATTR:host",
    "OS-EXT-SRV-ATTR:hypervisor_hostname",
    "OS-EXT-SRV-ATTR:instance_name",
    "OS-EXT-SRV-ATTR:kernel_id",
    "OS-EXT-SRV-ATTR:launch_index",
    "OS-EXT-SRV-ATTR:ramdisk_id",
    "OS-EXT-SRV-ATTR:reservation_id",
    "OS-EXT-SRV-ATTR:root_device_name",
    "OS-EXT-SRV-ATTR:user_data",
    "host_status",
}
# `web` was made from an image that names neither.
WITHOUT_A_KERNEL = {"OS-EXT-SRV-ATTR:kernel_id", "OS-EXT-SRV-ATTR:ramdisk_id"}
# Rows of `web` that v2 does not have, or has in another form.
SHOWN = {
    "OS-EXT-SRV-ATTR:hostname": "www",
    "description": "what customers see",
    "id": WEB,
    "image": "cirros-0.3.2-x86_64 (1a9e0000-0000-4000-8000-000000000001)",
    "locked": "False",
    "locked_reason": "None",
    "pinned_availability_zone": "nova",
    "properties": "tier='front'",
    "scheduler_hints": f"group={GROUP}",
    "server_groups": f"['{GROUP}']",
    "status": "ACTIVE",
    "tags": "gold, production",
    "trusted_image_certificates": f"['{CERTIFICATE}']",
    "volumes_attached": f"delete_on_termination='False', id='{VOLUME}'",
}
# The lists of names that options of `openstack server list` give.
LISTS = {
    "": ["web", "db", "off"],
    "--locked": ["db", "off"],
    "--unlocked": ["web"],
    "--name ^w": ["web"],
    "--status SHUTOFF": ["off"],
    "--tags gold": ["web", "db"],
    "--tags gold --tags production": ["web"],
    "--not-tags production": ["db", "off"],
    "--vm-state stopped": ["off"],
    "--availability-zone nova --key-name laptop": ["web"],
    "--flavor m1.tiny --image cirros-0.3.2-x86_64 --ip 10.": ["web", "db", "off"],
    "--changes-before 2026-01-01T00:00:02Z": ["db", "off"],
    "--limit 1": ["web"],
    "--limit 1 --marker web": ["db"],
    "--sort-column Name --sort-ascending": ["db", "off", "web"],
}


@pytest.fixture
def cloud(tmp_path):
    with serve_fleet(tmp_path) as cloud:
        yield cloud


@pytest.fixture
def openstack(client_of):
    return client_of("openstack-v2.1")


def test_openstack_lists_servers_by_every_option(openstack, subtests):
    for options, names in LISTS.items():
        with subtests.test(options):
            table = openstack.ask("list", *options.split())

            assert table.table()[0] == COLUMNS
            assert [row[1] for row in table.rows()] == names
            assert table.without_value() == set()


def test_openstack_lists_an_admin_every_projects_servers(openstack):
    listed = openstack.ask("list", "--all-projects", by="admin")
    long = openstack.ask("list", "--all-projects", "--long", "--name", "web", by="admin")
    refused = openstack.refused("openstack", "server", "list", "--all-projects")

    assert sorted(row[1] for row in listed.rows()) == ["db", "off", "theirs", "web"]
    assert listed.without_value() == set()
    # The host, its status and the project are columns of this list only.
    assert long.table()[0][-2:] == ["Project ID", "Host Status"]
    assert long.without_value() == OPEN_COLUMNS
    assert "Policy doesn't allow os_compute_api:servers:detail:get_all_tenants" in refused


def test_openstack_shows_all_that_a_server_has(openstack):
    # By its name, it would show what a list has of it, which is without groups.
    of_owner = openstack.ask("show", WEB)
    of_admin = openstack.ask("show", WEB, by="admin")

    assert of_owner.without_value() == OPEN_ROWS | ROWS_OF_ADMINS
    assert of_admin.without_value() == OPEN_ROWS | WITHOUT_A_KERNEL
    shown = dict(of_owner.rows())
    assert {row: shown[row] for row in SHOWN} == SHOWN
    assert "name='m1.tiny'" in shown["flavor"]


def test_openstack_locks_with_a_reason_and_unlocks(openstack):
    openstack.ask("lock", "--reason", "disk is being moved", "web")

    assert_lock_shown(openstack, "web", "True", "disk is being moved")
    shown = openstack.ask("show", "web", "-c", "locked", "-c", "locked_reason")
    assert shown.rows() == [["locked", "True"], ["locked_reason", "disk is being moved"]]
    words = ("openstack", "server", "set", "--property", "a=b", "web")
    assert "is locked" in openstack.refused(*words)

    openstack.ask("unlock", "web")

    assert_lock_shown(openstack, "web", "False", "None")
    actions = openstack.run("openstack", "server", "event", "list", "--long", "web")
    assert [row[2] for row in actions.rows()] == ["unlock", "lock", "create"]
    # What was done has a message only if it failed.
    assert actions.without_value() == {"Message"}
    for request, _server, action, start, *_who in actions.rows()[:2]:
        shown = dict(openstack.run("openstack", "server", "event", "show", "web", request).rows())
        assert (shown["action"], shown["start_time"]) == (action, start)
        assert f"event='api_{action}'" in shown["events"] and "result='Success'" in shown["events"]


def test_openstack_does_not_undo_an_admins_lock(openstack):
    assert_lock_shown(openstack, "off", "True", "for the lawyers")

    refused = openstack.refused("openstack", "server", "unlock", "off")

    rule = "os_compute_api:os-lock-server:unlock:unlock_override"
    assert "ForbiddenException: 403: " in refused and rule in refused
    assert_lock_shown(openstack, "off", "True", "for the lawyers")


def test_openstack_changes_what_a_server_is_called(openstack):
    openstack.ask("set", "--name", "shop", "--description", "sells", "--hostname", "shop", "web")
    openstack.ask("set", "--property", "rack=7", "--tag", "new", "shop")
    openstack.ask("unset", "--property", "tier", "--tag", "gold", "shop")

    rows = openstack.show("shop")
    assert (rows["name"], rows["description"]) == ("shop", "sells")
    assert rows["OS-EXT-SRV-ATTR:hostname"] == "shop"
    assert (rows["properties"], rows["tags"]) == ("rack='7'", "new, production")

    openstack.ask("unset", "--description", "shop")

    assert openstack.show("shop")["description"] == ""


def test_openstack_shows_flavors(openstack):
    listed = openstack.run("openstack", "flavor", "list", "--long")
    shown = openstack.run("openstack", "flavor", "show", "m1.tiny")

    assert [row[1] for row in listed.rows()][:2] == ["m1.tiny", "m1.small"]
    assert listed.without_value() == {"Properties"}
    # None of the flavors has a description or extra specs, and this one is public.
    assert shown.without_value() == {"access_project_ids", "description", "properties"}
