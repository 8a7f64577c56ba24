"""Images of servers, as the `openstack` command shows, changes, saves and deletes them."""

import json

import pytest


@pytest.fixture
def openstack(client_of):
    return client_of("openstack")


@pytest.fixture
def snapshot(openstack):
    """The name of an image of a server."""
    openstack.boot("web")
    openstack.run("openstack", "server", "image", "create", "--wait", "--name", "snap", "web")
    return "snap"


def shown(openstack, image, by="demo"):
    return json.loads(openstack.run("openstack", "image", "show", "-f", "json", image, by=by).stdout)


def names(openstack, by="demo"):
    return [row[1] for row in openstack.run("openstack", "image", "list", by=by).rows()]


def test_an_owner_changes_an_image(openstack, snapshot):
    flags = ["--name", "golden", "--property", "os_distro=debian", "--min-disk", "2"]
    flags += ["--min-ram", "64", "--tag", "a", "--tag", "b", "--protected", "--community"]

    openstack.run("openstack", "image", "set", *flags, snapshot)

    image = shown(openstack, "golden")
    assert (image["min_disk"], image["min_ram"]) == (2, 64)
    assert (image["protected"], image["visibility"]) == (True, "community")
    assert sorted(image["tags"]) == ["a", "b"]
    assert image["properties"]["os_distro"] == "debian"

    openstack.run(
        "openstack", "image", "unset", "--tag", "a", "--property", "os_distro", "golden"
    )

    image = shown(openstack, "golden")
    assert image["tags"] == ["b"]
    assert "os_distro" not in image["properties"]


def test_nobody_changes_or_deletes_what_is_not_theirs(openstack, snapshot):
    public = next(it for it in names(openstack) if it != snapshot)
    before = shown(openstack, public)

    refused = openstack.refused("openstack", "image", "set", "--name", "mine", public)
    assert "You are not authorized to complete modify_image action." in refused
    refused = openstack.refused("openstack", "image", "delete", public)
    assert "You are not authorized to complete delete_image action." in refused
    refused = openstack.refused("openstack", "image", "set", "--public", snapshot)
    assert "You are not authorized to complete publicize_image action." in refused
    id = shown(openstack, snapshot)["id"]
    assert "No Image found" in openstack.refused("openstack", "image", "show", id, by="alt")
    openstack.refused("openstack", "image", "delete", id, by="alt")

    assert shown(openstack, public) == before
    assert snapshot in names(openstack)


def test_an_owner_deletes_an_image_unless_it_is_protected(openstack, snapshot):
    openstack.run("openstack", "image", "set", "--protected", snapshot)

    refused = openstack.refused("openstack", "image", "delete", snapshot)

    assert "is protected and cannot be deleted" in refused
    openstack.run("openstack", "image", "set", "--unprotected", snapshot)
    openstack.run("openstack", "image", "delete", snapshot)
    assert snapshot not in names(openstack)


def test_a_server_whose_image_is_deleted_cannot_be_unshelved(openstack):
    openstack.boot("web")
    openstack.run("openstack", "server", "shelve", "--wait", "web")
    openstack.run("openstack", "image", "delete", "web-shelved")

    openstack.run("openstack", "server", "unshelve", "web")

    show = openstack.run("openstack", "server", "show", "-f", "json", "web")
    server = json.loads(show.stdout)
    assert server["status"] == "ERROR"
    assert "Unshelve attempted but the image" in str(server["fault"])


def test_an_image_has_no_bytes_to_save(openstack, snapshot, tmp_path):
    file = tmp_path / "disk"

    answer = openstack.try_run("openstack", "image", "save", "--file", file, snapshot, by="demo")

    # The client writes any answer into the file.
    text = answer.text + (file.read_text() if file.exists() else "")
    assert "No image data could be found" in text
    assert "<html" not in text.lower()
