"""Every column and row that a client prints has a value, or is named here with the reason."""

import pytest

# Without a value: no task is in progress, nothing was given, and it has not ended.
OPEN_COLUMNS = {"Task State"}
OPEN_ROWS = {
    "OS-EXT-STS:task_state",
    "OS-SRV-USG:terminated_at",
    "accessIPv4",
    "accessIPv6",
    "config_drive",
    "key_name",
}
UNLOCKED = {"locked_by"}
ROWS_OF_AN_OWNER = {
    "OS-DCF:diskConfig",
    "OS-EXT-AZ:availability_zone",
    "OS-EXT-STS:power_state",
    "OS-EXT-STS:task_state",
    "OS-EXT-STS:vm_state",
    "OS-SRV-USG:launched_at",
    "OS-SRV-USG:terminated_at",
    "accessIPv4",
    "accessIPv6",
    "config_drive",
    "created",
    "flavor",
    "hostId",
    "id",
    "image",
    "key_name",
    "locked",
    "locked_by",
    "metadata",
    "name",
    "os-extended-volumes:volumes_attached",
    "private network",
    "progress",
    "security_groups",
    "status",
    "tenant_id",
    "updated",
    "user_id",
}
ROWS_OF_ADMINS = {
    "OS-EXT-SRV-ATTR:host",
    "OS-EXT-SRV-ATTR:hypervisor_hostname",
    "OS-EXT-SRV-ATTR:instance_name",
}
# `openstack` prints a row for every key it knows. These came after v2.
ROWS_AFTER_V2 = {
    "OS-EXT-SRV-ATTR:hostname",
    "OS-EXT-SRV-ATTR:kernel_id",
    "OS-EXT-SRV-ATTR:launch_index",
    "OS-EXT-SRV-ATTR:ramdisk_id",
    "OS-EXT-SRV-ATTR:reservation_id",
    "OS-EXT-SRV-ATTR:root_device_name",
    "OS-EXT-SRV-ATTR:user_data",
    "description",
    "host_status",
    "locked_reason",
    "server_groups",
    "tags",
    "trusted_image_certificates",
}
# It prints nothing for an empty object or list, where `nova` prints `{}` and `[]`.
EMPTY_FOR_OPENSTACK = {"properties", "volumes_attached"}

NOVAS = pytest.mark.parametrize("name", ["nova-2.20.0", "nova-18"])


@NOVAS
def test_nova_list_has_no_blank_column(client_of, name):
    nova = client_of(name)
    nova.boot("web")

    table = nova.ask("list")

    columns = ["ID", "Name", "Status", "Task State", "Power State", "Networks"]
    assert table.table()[0] == columns
    assert table.without_value() <= OPEN_COLUMNS
    assert table.rows()[0][1:5] == ["web", "ACTIVE", "-", "Running"]


@NOVAS
def test_nova_show_prints_every_key_that_an_owner_may_see(client_of, name):
    nova = client_of(name)
    nova.boot("web")

    table = nova.ask("show", "web")

    assert {row for row, _value in table.rows()} == ROWS_OF_AN_OWNER
    assert table.without_value() == OPEN_ROWS | UNLOCKED


@NOVAS
def test_nova_show_prints_an_admin_where_a_server_runs(client_of, name):
    nova = client_of(name)
    nova.boot("web")
    server = nova.show("web")["id"]

    table = nova.ask("show", server, by="admin")

    assert {row for row, _value in table.rows()} == ROWS_OF_AN_OWNER | ROWS_OF_ADMINS
    assert table.without_value() == OPEN_ROWS | UNLOCKED


def test_openstack_server_list_has_no_blank_column(client_of):
    openstack = client_of("openstack")
    openstack.boot("web")

    table = openstack.ask("list")

    columns = ["ID", "Name", "Status", "Networks", "Image", "Flavor"]
    assert table.table()[0] == columns
    assert table.without_value() == set()


def test_openstack_server_list_long_leaves_only_the_host_to_admins(client_of):
    openstack = client_of("openstack")
    openstack.boot("web")

    table = openstack.ask("list", "--long")

    assert len(table.rows()) == 1
    assert table.without_value() <= OPEN_COLUMNS | {"Host", "Properties"}


def test_openstack_lists_an_admin_every_projects_servers_with_their_hosts(client_of):
    openstack = client_of("openstack")
    openstack.boot("web")

    table = openstack.ask("list", "--all-projects", "--long", by="admin")

    assert [row[1:3] for row in table.rows()] == [["web", "ACTIVE"]]
    assert table.without_value() <= OPEN_COLUMNS | {"Properties"}


def test_openstack_server_show_has_a_value_for_every_key_of_v2(client_of):
    openstack = client_of("openstack")
    openstack.boot("web")

    table = openstack.ask("show", "web")

    assert "security_groups" in dict(table.rows())
    allowed = OPEN_ROWS | ROWS_AFTER_V2 | ROWS_OF_ADMINS | EMPTY_FOR_OPENSTACK
    assert table.without_value() <= allowed


def test_openstack_server_show_tells_an_admin_where_a_server_runs(client_of):
    openstack = client_of("openstack")
    openstack.boot("web")
    server = openstack.show("web")["id"]

    table = openstack.ask("show", server, by="admin")

    allowed = OPEN_ROWS | ROWS_AFTER_V2 | EMPTY_FOR_OPENSTACK
    assert table.without_value() <= allowed


def test_nova_list_extensions_names_the_extension_that_shows_locks(client_of):
    nova = client_of("nova-2.20.0")

    table = nova.run("nova", "list-extensions")

    assert table.table()[0] == ["Name", "Summary", "Alias", "Updated"]
    assert [
        "ServerLockStatus",
        "Whether a server is locked, and by whom.",
        "os-server-locked-status",
        "2014-10-16T00:00:00Z",
    ] in table.rows()
    assert table.without_value() == set()
