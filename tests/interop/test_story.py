"""Runs the table `story` with each client, from login to deletion."""

import re

import openstack
import pytest
from libcloud.compute.providers import get_driver
from libcloud.compute.types import Provider
from story import STEPS, STORIES


class Program:
    """A library in the tests' own process; its return values are its output."""

    def __init__(self, connection):
        self.connection = connection

    def say(self, doing):
        try:
            return True, str(doing(self.connection))
        except Exception as error:
            return False, str(error)


class Command:
    """A client whose commands are typed."""

    def __init__(self, client):
        self.client = client

    def say(self, doing):
        answer = self.client.try_run(*self.client.words(doing), by="demo")
        return answer.code == 0, answer.text


@pytest.fixture
def sdk(printed):
    with openstack.connect("envvars") as connection:
        yield connection


@pytest.fixture
def driver(printed):
    return get_driver(Provider.OPENSTACK)(
        printed["OS_USERNAME"],
        printed["OS_PASSWORD"],
        api_version="2.2",
        ex_force_auth_url=printed["OS_AUTH_URL"],
        ex_force_auth_version="3.x_password",
        ex_tenant_name=printed["OS_PROJECT_NAME"],
        ex_domain_name=printed["OS_USER_DOMAIN_NAME"],
        ex_force_service_region="RegionOne",
    )


@pytest.fixture
def printed(cloud, monkeypatch):
    """The `OS_*` block, the only configuration of the program."""
    block = cloud.environment_of("demo")
    for name, value in block.items():
        monkeypatch.setenv(name, value)
    return block


PROGRAMS = {"openstacksdk": "sdk", "libcloud": "driver"}


@pytest.fixture
def teller(request, name):
    """The client that runs the story."""
    if name in PROGRAMS:
        return Program(request.getfixturevalue(PROGRAMS[name]))
    return Command(request.getfixturevalue("client_of")(name))


@pytest.mark.parametrize("name", STORIES)
def test_each_client_tells_the_whole_story(teller, name, subtests):
    story = STORIES[name]
    assert story.keys() == set(STEPS)
    known = {}

    for step in STEPS:
        with subtests.test(step):
            # A text in place of rows is the reason why the client has no command.
            for doing, says in [] if isinstance(story[step], str) else story[step]:
                doing, says = (fill(it, known) for it in (doing, says))
                done, said = teller.say(doing)
                assert done == (step != "refused"), f"{doing}\n{said}"
                found = re.search(says, said, re.M)
                assert found, f"{doing}\n{said}\nwithout {says}"
                known |= found.groupdict()


def fill(text, known):
    """Replaces `{name}` by its known value."""
    for name, value in known.items():
        text = text.replace(f"{{{name}}}", value) if isinstance(text, str) else text
    return text
