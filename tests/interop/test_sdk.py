"""What a program with openstacksdk sees, besides the story."""

import os
from urllib.parse import parse_qs, urlsplit

import openstack
import pytest
from openstack.exceptions import ConflictException, ForbiddenException
from openstack.warnings import OpenStackWarning

WAIT_SECONDS = 30


@pytest.fixture
def connect(cloud, monkeypatch, recwarn):
    """A function that connects to an entry of the `clouds.yaml` that the server has written."""
    for name in [name for name in os.environ if name.startswith("OS_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(cloud.home))
    monkeypatch.setenv("OS_CLIENT_CONFIG_FILE", str(cloud.data / "clouds.yaml"))
    connections = []

    def connect(name):
        connections.append(openstack.connect(cloud=name))
        return connections[-1]

    yield connect
    for connection in connections:
        connection.close()
    # Checked here, because the library would swallow a warning that is raised. Those about its
    # own future are of another class.
    about_us = [seen.message for seen in recwarn if issubclass(seen.category, OpenStackWarning)]
    assert about_us == []


@pytest.fixture
def demo(connect):
    return connect("ferronova")


@pytest.fixture
def admin(connect):
    return connect("ferronova-admin")


def boot(connection, name):
    image = next(connection.image.images())
    return connection.create_server(
        name,
        image=image,
        flavor="m1.tiny",
        network="private",
        auto_ip=False,
        wait=True,
        timeout=WAIT_SECONDS,
    )


def query_of(url):
    return parse_qs(urlsplit(url).query)


def is_locked(connection, server):
    return connection.compute.get_server(server.id).is_locked


def delete_and_wait(connection, server):
    connection.compute.delete_server(server.id)
    connection.compute.wait_for_delete(server, wait=WAIT_SECONDS)
    assert connection.compute.find_server(server.id) is None


def test_only_an_admin_undoes_what_an_admins_program_locked(demo, admin):
    server = boot(demo, "web")

    admin.compute.lock_server(server.id)
    assert is_locked(demo, server) is True
    assert is_locked(admin, server) is True

    with pytest.raises(ForbiddenException, match="compute:unlock_override"):
        demo.compute.unlock_server(server)
    with pytest.raises(ConflictException, match="is locked"):
        demo.compute.delete_server(server)
    assert is_locked(demo, server) is True

    admin.compute.unlock_server(server.id)
    assert is_locked(demo, server) is False

    delete_and_wait(demo, server)


def test_a_program_follows_the_links_from_page_to_page(demo):
    for number in range(5):
        boot(demo, f"web-{number}")
    answers = []
    demo.session.session.hooks["response"].append(
        lambda answer, *_arguments, **_options: answers.append(answer)
    )

    names = [server.name for server in demo.compute.servers(limit=2)]

    assert names == ["web-4", "web-3", "web-2", "web-1", "web-0"]
    pages = [answer for answer in answers if "/servers/detail" in answer.url]
    sizes = [len(page.json()["servers"]) for page in pages]
    links = [page.json().get("servers_links", []) for page in pages]
    # Without a link the library asks once more, to be sure that nothing is left.
    assert sizes == [2, 2, 1, 0]
    assert [[link["rel"] for link in page] for page in links] == [["next"], ["next"], [], []]
    for page, following in zip(links[:2], pages[1:]):
        assert query_of(following.url) == query_of(page[0]["href"])
