"""Images of servers, as the oldest `nova` makes, shows and deletes them on v2 and v3.

Its v3 mode reads images from the image service, and has no way to change one.
"""

import pytest

CIRROS = "1a9e0000-0000-4000-8000-000000000001"
VERSIONS = pytest.mark.parametrize(
    "nova", ["nova-2.20.0", "nova-2.20.0-v3"], ids=["v2", "v3"], indirect=True
)


@pytest.fixture
def nova(request, client_of):
    return client_of(getattr(request, "param", "nova-2.20.0"))


def images(nova):
    """The name, the status and the server of each image."""
    # Without the service type that the other commands of the v3 mode need.
    answer = nova.run("nova", *nova.mode[:2], "image-list")
    return {row[1]: (row[2].lower(), row[3]) for row in answer.rows()}


def image_rows(nova, name):
    return dict(nova.run("nova", *nova.mode[:2], "image-show", name).rows())


@VERSIONS
def test_an_image_of_a_locked_server_is_listed(nova):
    nova.boot("web")
    nova.ask("lock", "web")
    public = images(nova)

    nova.ask("image-create", "web", "snapshot")

    # Only the list of v2 has the server.
    server = "" if nova.mode else nova.show("web")["id"]
    assert images(nova) == public | {"snapshot": ("active", server)}
    assert image_rows(nova, "snapshot")["status"].lower() == "active"


@VERSIONS
def test_an_image_can_be_booted(nova):
    nova.boot("web")
    nova.ask("image-create", "web", "snapshot")

    nova.ask("boot", "--flavor", "m1.tiny", "--image", "snapshot", "--poll", "copy")

    assert nova.show("copy")["status"] == "ACTIVE"
    assert image_rows(nova, "snapshot")["id"] in nova.show("copy")["image"]


@VERSIONS
def test_as_many_backups_are_kept_as_were_asked_for(nova):
    nova.boot("web")
    nova.ask("lock", "web")
    public = images(nova)

    for name in ("monday", "tuesday", "wednesday"):
        nova.ask("backup", "web", name, "daily", "2")

    assert images(nova).keys() == public.keys() | {"tuesday", "wednesday"}


def test_image_create_can_show_what_it_made(nova):
    nova.boot("web")

    answer = nova.ask("image-create", "--show", "web", "snapshot")

    rows = dict(answer.rows())
    assert (rows["name"], rows["status"], rows["progress"]) == ("snapshot", "ACTIVE", "100")
    assert rows["server"] == nova.show("web")["id"]


def test_the_metadata_of_an_image_is_set_and_deleted(nova):
    nova.boot("web")
    nova.ask("image-create", "web", "snapshot")

    nova.ask("image-meta", "snapshot", "set", "stage=test", "team=red")
    rows = image_rows(nova, "snapshot")
    nova.ask("image-meta", "snapshot", "delete", "team")

    assert (rows["metadata stage"], rows["metadata team"]) == ("test", "red")
    del rows["metadata team"], rows["updated"]
    assert rows.items() <= image_rows(nova, "snapshot").items()
    assert "metadata team" not in image_rows(nova, "snapshot")


def test_an_image_is_deleted_by_its_owner(nova):
    nova.boot("web")
    nova.ask("image-create", "web", "snapshot")
    public = images(nova).keys() - {"snapshot"}

    nova.ask("image-delete", "snapshot")

    assert images(nova).keys() == public


def test_nobody_deletes_an_image_of_the_cloud(nova):
    before = images(nova)

    answer = nova.try_run("nova", "image-delete", CIRROS, by="demo")

    assert f"Delete for image {CIRROS} failed" in answer.text
    assert "(HTTP 403)" in answer.text
    assert images(nova) == before
