"""Security groups and floating addresses through the network service, by today's clients.

What `nova` and v2 say of them is the same, by the same ids.
"""

import json

import pytest
from test_sdk import WAIT_SECONDS, boot, connect, demo  # noqa: F401


@pytest.fixture
def openstack(client_of):
    return client_of("openstack")


def told(openstack, *arguments, by="demo"):
    """The JSON output of a command."""
    return json.loads(openstack.run("openstack", *arguments, "-f", "json", by=by).stdout)


def test_a_group_is_made_renamed_used_and_deleted(openstack):
    made = told(openstack, "security", "group", "create", "web", "--description", "for tests")
    assert (made["name"], made["description"]) == ("web", "for tests")
    openstack.run("openstack", "security", "group", "set", "web", "--name", "dmz")
    shown = told(openstack, "security", "group", "show", "dmz")
    assert (shown["id"], shown["description"]) == (made["id"], "for tests")
    listed = told(openstack, "security", "group", "list")
    assert [group["Name"] for group in listed] == ["default", "dmz"]

    openstack.boot("server")
    openstack.run("openstack", "server", "add", "security", "group", "server", "dmz")
    groups = told(openstack, "server", "show", "server")["security_groups"]
    assert groups == [{"name": "default"}, {"name": "dmz"}]
    text = openstack.refused("openstack", "security", "group", "delete", "dmz")
    assert "in use" in text
    openstack.run("openstack", "server", "remove", "security", "group", "server", made["id"])
    openstack.run("openstack", "security", "group", "delete", "dmz")
    listed = told(openstack, "security", "group", "list")
    assert [group["Name"] for group in listed] == ["default"]


def test_a_rule_is_made_listed_and_deleted(openstack, client_of):
    openstack.run("openstack", "security", "group", "create", "web", "-f", "json")
    arguments = ["--protocol", "tcp", "--dst-port", "80:443", "--remote-ip", "10.0.0.0/8"]

    made = told(openstack, "security", "group", "rule", "create", "web", *arguments)

    assert (made["port_range_min"], made["port_range_max"]) == (80, 443)
    listed = told(openstack, "security", "group", "rule", "list", "web")
    assert [rule["Direction"] for rule in listed] == ["egress", "egress", "ingress"]
    assert listed[2]["ID"] == made["id"]
    shown = told(openstack, "security", "group", "rule", "show", made["id"])
    assert shown["remote_ip_prefix"] == "10.0.0.0/8"
    # The client of 2014 sees it on v2, and makes and deletes one there.
    nova = client_of("nova-2.20.0")
    rule = ["tcp", "80", "443", "10.0.0.0/8"]
    assert nova.ask("secgroup-list-rules", "web").rows() == [[*rule, ""]]
    nova.ask("secgroup-add-rule", "web", "icmp", "-1", "-1", "0.0.0.0/0")
    listed = told(openstack, "security", "group", "rule", "list", "web", "--ingress")
    assert [rule["IP Protocol"] for rule in listed] == ["tcp", "icmp"]
    nova.ask("secgroup-delete-rule", "web", "icmp", "-1", "-1", "0.0.0.0/0")
    openstack.run("openstack", "security", "group", "rule", "delete", made["id"])
    listed = told(openstack, "security", "group", "rule", "list", "web")
    assert [rule["Direction"] for rule in listed] == ["egress", "egress"]


def test_a_server_is_made_in_a_group(openstack):
    openstack.run("openstack", "security", "group", "create", "web", "-f", "json")
    image = openstack.run("openstack", "image", "list").rows()[0][0]
    arguments = ["--flavor", "m1.tiny", "--image", image, "--security-group", "web"]

    openstack.run("openstack", "server", "create", *arguments, "--wait", "server")

    groups = told(openstack, "server", "show", "server")["security_groups"]
    assert groups == [{"name": "web"}]


def test_a_floating_address_is_made_used_and_given_back(openstack):
    networks = told(openstack, "network", "list", "--external")
    assert [network["Name"] for network in networks] == ["public"]
    made = told(openstack, "floating", "ip", "create", "public")
    address = made["floating_ip_address"]
    openstack.boot("web")

    openstack.run("openstack", "server", "add", "floating", "ip", "web", address)

    shown = told(openstack, "floating", "ip", "show", address)
    assert (shown["id"], shown["status"]) == (made["id"], "ACTIVE")
    addresses = told(openstack, "server", "show", "web")["addresses"]["private"]
    assert addresses == [shown["fixed_ip_address"], address]
    port = told(openstack, "port", "list", "--server", "web")[0]["ID"]
    assert shown["port_id"] == port
    openstack.run("openstack", "server", "remove", "floating", "ip", "web", address)
    assert told(openstack, "floating", "ip", "show", made["id"])["port_id"] is None
    openstack.run("openstack", "floating", "ip", "set", "--port", port, address)
    listed = told(openstack, "floating", "ip", "list")
    assert [(ip["ID"], ip["Port"]) for ip in listed] == [(made["id"], port)]
    openstack.run("openstack", "floating", "ip", "unset", "--port", address)
    openstack.run("openstack", "floating", "ip", "delete", address)
    assert told(openstack, "floating", "ip", "list") == []


def floating_of(connection, id):
    """The floating addresses that a server shows."""
    networks = connection.compute.get_server(id).addresses.values()
    addresses = [address for network in networks for address in network]
    return [it["addr"] for it in addresses if it["OS-EXT-IPS:type"] == "floating"]


def test_a_program_gives_a_server_a_floating_address(demo):  # noqa: F811
    server = boot(demo, "web")

    demo.add_auto_ip(server, wait=True, timeout=WAIT_SECONDS)

    (floating_ip,) = demo.list_floating_ips()
    assert floating_ip["status"] == "ACTIVE"
    assert floating_of(demo, server.id) == [floating_ip["floating_ip_address"]]
    demo.delete_server(server.id, wait=True, delete_ips=True, timeout=WAIT_SECONDS)
    assert demo.list_floating_ips() == []


def test_a_program_makes_a_server_with_a_floating_address(demo):  # noqa: F811
    image = next(demo.image.images())

    server = demo.create_server(
        "web", image=image, flavor="m1.tiny", auto_ip=True, wait=True, timeout=WAIT_SECONDS
    )

    (floating_ip,) = demo.list_floating_ips()
    assert floating_of(demo, server.id) == [floating_ip["floating_ip_address"]]
    # A group has the same id in every API.
    (group,) = demo.list_security_groups()
    (of_server,) = demo.compute.fetch_server_security_groups(server.id).security_groups
    assert of_server["id"] == group["id"]
