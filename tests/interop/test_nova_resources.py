"""Resources besides servers, by the commands of the oldest `nova`."""

import pytest

NO_VOLUME = "70100000-0000-4000-8000-000000000009"
VERSIONS = pytest.mark.parametrize(
    "nova", ["nova-2.20.0", "nova-2.20.0-v3"], ids=["v2", "v3"], indirect=True
)


@pytest.fixture
def nova(request, client_of):
    return client_of(getattr(request, "param", "nova-2.20.0"))


def image(nova):
    # Without the service type that the other commands of the v3 mode need.
    return nova.run("nova", *nova.mode[:2], "image-list").rows()[0][0]


@VERSIONS
def test_a_server_is_booted_with_a_key_pair(nova):
    private_key = nova.ask("keypair-add", "laptop").stdout
    (pair,) = nova.ask("keypair-list").rows()

    arguments = ["--flavor", "m1.tiny", "--image", image(nova), "--key-name", "laptop", "--poll"]
    nova.ask("boot", *arguments, "web")

    assert private_key.startswith("-----BEGIN RSA PRIVATE KEY-----")
    assert pair[0] == "laptop"
    assert nova.show("web")["key_name"] == "laptop"


@VERSIONS
def test_a_key_pair_is_imported_once_shown_and_deleted(nova, tmp_path):
    made = nova.ask("keypair-add", "laptop")
    shown = nova.ask("keypair-show", "laptop")
    public_key = shown.stdout.split("Public key: ")[1]
    file = tmp_path / "laptop.pub"
    file.write_text(public_key)

    nova.ask("keypair-add", "--pub-key", str(file), "copy")
    again = nova.refused(*nova.command("keypair-add", "--pub-key", str(file), "copy"))
    pairs = dict(nova.ask("keypair-list").rows())
    nova.ask("keypair-delete", "laptop")

    assert "PRIVATE KEY" in made.stdout
    assert "Key pair 'copy' already exists. (HTTP 409)" in again
    assert pairs["copy"] == pairs["laptop"] == dict(shown.rows())["fingerprint"]
    assert [row[0] for row in nova.ask("keypair-list").rows()] == ["copy"]


@VERSIONS
def test_no_volume_can_be_attached_and_a_lock_is_told_of_first(nova):
    nova.boot("web")
    id = nova.show("web")["id"]
    attach = nova.command("volume-attach", "web", NO_VOLUME, "auto")

    unlocked = nova.refused(*attach)
    nova.ask("lock", "web")
    locked = nova.refused(*attach)

    assert f"Volume {NO_VOLUME} could not be found. (HTTP 404)" in unlocked
    assert f"Instance {id} is locked (HTTP 409)" in locked


def test_only_admins_see_the_hosts_of_a_zone(nova):
    by_demo = nova.ask("availability-zone-list")
    by_admin = nova.ask("availability-zone-list", by="admin")

    assert by_demo.rows() == [["nova", "available"]]
    # The tree is drawn with the character that separates columns.
    tree = [line.strip("| ") for line in by_admin.stdout.splitlines()]
    assert "- cmp1" in tree and "- cmp2" in tree
    assert len([line for line in tree if "- nova-compute" in line and "enabled :-)" in line]) == 2


def test_a_security_group_is_made_renamed_and_deleted(nova):
    (made,) = nova.ask("secgroup-create", "dmz", "outside").rows()
    listed = nova.ask("secgroup-list").rows()
    (renamed,) = nova.ask("secgroup-update", "dmz", "edge", "further outside").rows()
    nova.ask("secgroup-delete", "edge")

    assert made[1:] == ["dmz", "outside"]
    assert made in listed
    assert renamed == [made[0], "edge", "further outside"]
    assert [row[1] for row in nova.ask("secgroup-list").rows()] == ["default"]


def test_a_group_of_a_server_is_not_deleted(nova):
    nova.ask("secgroup-create", "dmz", "outside")
    nova.boot("web")
    nova.ask("add-secgroup", "web", "dmz")

    text = nova.refused(*nova.command("secgroup-delete", "dmz"))

    assert "(HTTP 400)" in text
    assert [row[1] for row in nova.ask("list-secgroup", "web").rows()] == ["default", "dmz"]


def test_a_floating_address_is_made_used_and_given_back(nova):
    nova.boot("web")
    (made,) = nova.ask("floating-ip-create", "public").rows()
    nova.ask("floating-ip-associate", "web", made[0])
    (used,) = nova.ask("floating-ip-list").rows()

    nova.ask("floating-ip-delete", made[0])

    server = nova.show("web")
    assert (made[1], made[3]) == ("-", "public")
    assert used[:2] == [made[0], server["id"]]
    assert used[2] == server["private network"]
    assert nova.ask("floating-ip-list").rows() == []


def test_the_pools_of_floating_addresses_are_listed(nova):
    answer = nova.ask("floating-ip-pool-list")

    assert answer.table() == [["name"], ["public"]]


def test_the_interfaces_of_a_server_are_listed(nova):
    nova.boot("web")

    answer = nova.ask("interface-list", "web")

    assert answer.table()[0] == ["Port State", "Port ID", "Net ID", "IP addresses", "MAC Addr"]
    assert [(row[0], row[3]) for row in answer.rows()] == [
        ("ACTIVE", nova.show("web")["private network"])
    ]


def test_the_console_tells_of_the_server(nova):
    nova.boot("web")

    whole = nova.ask("console-log", "web").stdout.splitlines()

    assert nova.show("web")["id"] in whole[0]
    assert nova.ask("console-log", "--length", "2", "web").stdout.splitlines() == whole[-2:]
