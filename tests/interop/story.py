"""The life of a server, by each client: the commands, and their expected output.

Each client has a row for each step. Whatever is not there for it has the reason instead.
Commands are what is typed, after the client's own environment and the `OS_*` block. What a program
does is a function of its connection and of what the steps before have learned: a group `(?P<name>…)`
of what is said is kept, and `{name}` stands for it in what is typed later.
"""

STEPS = (
    "log in",
    "boot",
    "list",
    "show",
    "lock",
    "refused",
    "unlock",
    "image",
    "security group",
    "floating address",
    "delete",
)
CIRROS = "1a9e0000-0000-4000-8000-000000000001"
PRIVATE = "0e700000-0000-4000-8000-000000000001"
ADDRESS = r"(?P<address>172\.24\.4\.\d+)"
IS_LOCKED = "Instance .* is locked"
# Rows of an unchanged server.
FREE = r"\| locked +\| False [\s\S]*\| status +\| ACTIVE "
# Texts that a step must not leave in a list; this is checked on the whole output.
GONE = r"\A(?![\s\S]*\b{}\b)"

NOVA = {
    "log in": [("nova flavor-list", "m1.tiny")],
    "boot": [(f"nova boot --flavor m1.tiny --image {CIRROS} --poll web", "Finished")],
    "list": [("nova list", r"web +\| ACTIVE")],
    "show": [("nova show web", r"\| locked +\| False ")],
    "lock": [("nova lock web", ""), ("nova show web", r"\| locked_by +\| owner ")],
    "refused": [("nova stop web", IS_LOCKED), ("nova delete web", IS_LOCKED)],
    "unlock": [("nova unlock web", ""), ("nova show web", FREE)],
    "delete": [("nova delete web", ""), ("nova list", GONE.format("web"))],
}
OLDEST_NOVA = NOVA | {
    "image": [
        ("nova image-create --poll web snapshot", "Finished"),
        ("nova image-list", "snapshot"),
        ("nova image-delete snapshot", ""),
        ("nova image-list", GONE.format("snapshot")),
    ],
    "security group": [
        ("nova secgroup-create dmz outside", "dmz"),
        ("nova add-secgroup web dmz", ""),
        ("nova list-secgroup web", r"dmz +\| outside"),
        ("nova remove-secgroup web dmz", ""),
        ("nova secgroup-delete dmz", ""),
    ],
    "floating address": [
        ("nova floating-ip-create public", ADDRESS),
        ("nova floating-ip-associate web {address}", ""),
        ("nova show web", "{address}"),
        ("nova floating-ip-disassociate web {address}", ""),
        ("nova floating-ip-delete {address}", ""),
    ],
}
NOVA_TODAY = NOVA | {
    "image": [("nova image-create --poll web snapshot", "Finished")],
    "security group": [
        # It has no command for that, and says so: `openstack` has.
        ("openstack security group create dmz", "dmz"),
        ("nova add-secgroup web dmz", ""),
        ("nova list-secgroup web", "dmz"),
        ("nova remove-secgroup web dmz", ""),
    ],
    "floating address": "it has no command for them any more",
}
OPENSTACK = {
    "log in": [("openstack token issue -f value -c project_id", "^de0+1$")],
    "boot": [
        (
            f"openstack server create --flavor m1.tiny --image {CIRROS} --network private --wait web",
            r"\| status +\| ACTIVE ",
        )
    ],
    "list": [("openstack server list", r"web +\| ACTIVE")],
    "show": [("openstack server show web", r"\| locked +\| False ")],
    "lock": [
        ("openstack server lock web", ""),
        ("openstack server show web -c locked", r"\| locked +\| True "),
        ("openstack server event list web", r"\| lock "),
    ],
    "refused": [
        ("openstack server stop web", IS_LOCKED),
        ("openstack server delete web", IS_LOCKED),
    ],
    "unlock": [
        ("openstack server unlock web", ""),
        ("openstack server show web", FREE),
    ],
    "image": [
        ("openstack server image create --name snapshot --wait web", "snapshot"),
        ("openstack image set --property stage=test snapshot", ""),
        ("openstack image show snapshot", "stage='test'"),
        ("openstack image delete snapshot", ""),
        ("openstack image list", GONE.format("snapshot")),
    ],
    "security group": [
        ("openstack security group create --description outside dmz", "outside"),
        ("openstack security group rule create --protocol tcp --dst-port 22 dmz", r"\| 22 "),
        ("openstack security group rule list dmz", "22:22"),
        ("openstack server add security group web dmz", ""),
        ("openstack server show web", "name='dmz'"),
        ("openstack server remove security group web dmz", ""),
        ("openstack security group set --name edge dmz", ""),
        ("openstack security group delete edge", ""),
        ("openstack security group list", GONE.format("edge|dmz")),
    ],
    "floating address": [
        ("openstack floating ip create public -f value -c floating_ip_address", ADDRESS),
        ("openstack server add floating ip web {address}", ""),
        ("openstack server show web -c addresses", "{address}"),
        ("openstack server remove floating ip web {address}", ""),
        ("openstack floating ip delete {address}", ""),
    ],
    "delete": [
        ("openstack server delete --wait web", ""),
        ("openstack server list", GONE.format("web")),
    ],
}


def web(sdk):
    """The server, fetched again."""
    return sdk.compute.find_server("web", ignore_missing=False, details=True)


OPENSTACKSDK = {
    "log in": [(lambda sdk: sdk.current_project_id, "^de0+1$")],
    "boot": [
        (
            lambda sdk: sdk.create_server(
                "web", image=CIRROS, flavor="m1.tiny", network=PRIVATE, auto_ip=False, wait=True
            ).status,
            "ACTIVE",
        )
    ],
    "list": [(lambda sdk: [it.name for it in sdk.compute.servers()], r"^\['web'\]$")],
    "show": [(lambda sdk: web(sdk).is_locked, "False")],
    "lock": [
        (lambda sdk: sdk.compute.lock_server(web(sdk)), ""),
        (lambda sdk: [it.name for it in sdk.compute.servers(locked=True)], "'web'"),
        (lambda sdk: web(sdk).is_locked, "True"),
    ],
    "refused": [
        (lambda sdk: sdk.compute.stop_server(web(sdk)), IS_LOCKED),
        (lambda sdk: sdk.compute.delete_server(web(sdk)), IS_LOCKED),
    ],
    "unlock": [
        (lambda sdk: sdk.compute.unlock_server(web(sdk)), ""),
        (lambda sdk: web(sdk).is_locked, "False"),
    ],
    "image": [
        (lambda sdk: sdk.create_image_snapshot("snapshot", web(sdk), wait=True).status, "active"),
        (lambda sdk: sdk.image.find_image("snapshot").name, "snapshot"),
        (lambda sdk: sdk.delete_image("snapshot", wait=True), "True"),
        (lambda sdk: sdk.image.find_image("snapshot"), "None"),
    ],
    "security group": [
        (lambda sdk: sdk.create_security_group("dmz", "outside").name, "dmz"),
        (
            lambda sdk: sdk.create_security_group_rule(
                "dmz", port_range_min=22, port_range_max=22, protocol="tcp"
            ).port_range_min,
            "22",
        ),
        (lambda sdk: sdk.add_server_security_groups(web(sdk), ["dmz"]), "True"),
        (lambda sdk: web(sdk).security_groups, "dmz"),
        (lambda sdk: sdk.remove_server_security_groups(web(sdk), ["dmz"]), "True"),
        (lambda sdk: sdk.delete_security_group("dmz"), "True"),
    ],
    "floating address": [
        (lambda sdk: sdk.add_auto_ip(web(sdk), wait=True), ""),
        (lambda sdk: web(sdk).addresses, ADDRESS),
    ],
    "delete": [
        (lambda sdk: sdk.delete_server("web", wait=True, delete_ips=True), "True"),
        (lambda sdk: sdk.list_servers(), r"^\[\]$"),
        (lambda sdk: sdk.list_floating_ips(), r"^\[\]$"),
    ],
}


def node(driver):
    """The server, fetched again."""
    [node] = [it for it in driver.list_nodes() if it.name == "web"]
    return node


def group(driver):
    """The security group that the story makes."""
    [group] = [it for it in driver.ex_list_security_groups() if it.name == "dmz"]
    return group


def act(driver, action):
    """Sends an action for which the library has no method."""
    url = f"/servers/{node(driver).id}/action"
    return driver.connection.request(url, method="POST", data={action: None}).status


LIBCLOUD = {
    "log in": [(lambda driver: driver.list_sizes(), "m1.tiny")],
    "boot": [
        (
            lambda driver: driver.create_node(
                name="web",
                image=driver.get_image(CIRROS),
                size=driver.ex_get_size("1"),
                networks=[it for it in driver.ex_list_networks() if it.name == "private"],
            ),
            "name=web",
        )
    ],
    "list": [(lambda driver: driver.list_nodes(), "name=web, state=RUNNING")],
    "show": [(lambda driver: driver.ex_get_node_details(node(driver)).private_ips, r"10\.")],
    "lock": [(lambda driver: act(driver, "lock"), "202")],
    "refused": [
        (lambda driver: driver.stop_node(node(driver)), IS_LOCKED),
        (lambda driver: driver.destroy_node(node(driver)), IS_LOCKED),
    ],
    "unlock": [(lambda driver: act(driver, "unlock"), "202")],
    "image": [
        (lambda driver: driver.create_image(node(driver), "snapshot"), "snapshot"),
        (
            lambda driver: [
                driver.delete_image(it) for it in driver.list_images() if it.name == "snapshot"
            ],
            r"^\[True\]$",
        ),
    ],
    "security group": [
        (lambda driver: driver.ex_create_security_group("dmz", "outside"), "dmz"),
        (
            lambda driver: driver.ex_create_security_group_rule(
                group(driver), "tcp", 22, 22, cidr="0.0.0.0/0"
            ),
            "from_port=22",
        ),
        (lambda driver: driver.ex_delete_security_group(group(driver)), "True"),
    ],
    "floating address": [
        (lambda driver: driver.ex_create_floating_ip("public"), ADDRESS),
        (
            lambda driver: driver.ex_attach_floating_ip_to_node(
                node(driver), driver.ex_list_floating_ips()[0]
            ),
            "True",
        ),
        (lambda driver: node(driver).extra["addresses"], "{address}"),
        (
            lambda driver: driver.ex_delete_floating_ip(driver.ex_list_floating_ips()[0]),
            "True",
        ),
    ],
    "delete": [
        (lambda driver: driver.destroy_node(node(driver)), "True"),
        (lambda driver: driver.list_nodes(), r"^\[\]$"),
    ],
}
# It removes a server from groups that are not named, the default one as well.
SERVER = (
    f"server name=web flavor=m1.tiny image={CIRROS} network=private auto_ip=false"
    " security_groups=default"
)
ANSIBLE = {
    "log in": [("auth", "SUCCESS")],
    "boot": [(SERVER, "CHANGED"), (SERVER, "SUCCESS")],
    "list": [("server_info", '"name": "web"')],
    "show": [("server_info name=web", '"is_locked": false')],
    "lock": [
        ("server_action name=web action=lock", ""),
        ("server_info name=web", '"is_locked": true'),
    ],
    "refused": [
        ("server_action name=web action=stop", IS_LOCKED),
        ("server name=web state=absent", IS_LOCKED),
    ],
    "unlock": [("server_action name=web action=unlock", "")],
    "image": "it has no module that makes one of a server",
    "security group": [
        ("security_group name=dmz description=outside", "CHANGED"),
        ("security_group name=dmz description=outside", "SUCCESS"),
        (
            "security_group_rule security_group=dmz protocol=tcp port_range_min=22"
            " port_range_max=22 remote_ip_prefix=0.0.0.0/0",
            "CHANGED",
        ),
        (f"{SERVER},dmz", "CHANGED"),
        (f"{SERVER},dmz", "SUCCESS"),
        (SERVER, "CHANGED"),
        ("security_group name=dmz state=absent", "CHANGED"),
    ],
    "floating address": [
        ("floating_ip server=web network=public", ADDRESS),
        ("floating_ip server=web network=public", "SUCCESS"),
        (
            "floating_ip server=web network=public floating_ip_address={address} state=absent"
            " purge=true",
            "CHANGED",
        ),
    ],
    "delete": [
        ("server name=web state=absent", "CHANGED"),
        ("server name=web state=absent", "SUCCESS"),
    ],
}

STORIES = {
    "nova-2.20.0": OLDEST_NOVA,
    "nova-18": NOVA_TODAY,
    "openstack": OPENSTACK,
    "openstacksdk": OPENSTACKSDK,
    "libcloud": LIBCLOUD,
    "ansible": ANSIBLE,
}
