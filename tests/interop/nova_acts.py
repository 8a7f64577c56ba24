"""What each command of the oldest `nova` does to a server, and what a locked one answers.

A row has the words of v2. Where the v3 mode of the client needs others, because it is broken
there or has no such command, the row says which, and why.
"""

from dataclasses import dataclass, field

WEB = "3eb00000-0000-4000-8000-000000000001"
STRANDED = "3eb00000-0000-4000-8000-000000000002"
IDS = {"web": WEB, "stranded": STRANDED}
CIRROS = "1a9e0000-0000-4000-8000-000000000001"
DEBIAN = "1a9e0000-0000-4000-8000-000000000002"
PRIVATE = "0e700000-0000-4000-8000-000000000001"
VOLUME = "70100000-0000-4000-8000-000000000001"
NO_VOLUME = "70100000-0000-4000-8000-000000000009"
# The password that the guest of `web` posted, as the client prints it without a key.
PASSWORD = "xlozO3wL"
# The interface of `web`, whose id is derived from the server's.
PORT = "4904246e-adc7-5626-b31b-aeca2acee37b"
LOCKED = r"Instance {id} is locked \(HTTP 409\)"
LOCKED_400 = r"Instance {id} is locked \(HTTP 400\)"
INVALID_STATE = r"Instance is in an invalid state for '{action}' \(HTTP 409\)"
ADMINS_ONLY = r"Policy doesn't allow {rule} to be performed. \(HTTP 403\)"

NO_CONTRIB_IN_V3 = "the commands of its folder `contrib` are for v2 only"
NO_COMMAND_IN_V3 = "its v3 mode has no such command, but the method"
NOT_IN_V3 = "no v3 of 2014.2 has it"
FORMER_URL = "its v3 mode asks a URL that 2014.2 has renamed"
ASKS_FOR_IMAGES = "its v3 mode asks the compute endpoint for `/v1/images`, which no v3 ever had"


@dataclass(frozen=True)
class Act:
    """What one command does to one server, and who may do it to a locked one."""

    # What is typed. `api` calls a method of the client instead.
    words: str
    # Rows of the server afterwards; `None` if it is deleted.
    after: dict
    # The acts that lead to the state that the command needs, without a lock.
    before: tuple = ()
    by: str = "demo"
    server: str = "web"
    # The refusal for the owner of a locked server, on v2 and v3; `None` if the lock refuses nothing.
    refused: tuple = ()
    # Rows of the command's own output.
    prints: set = field(default_factory=set)
    # What is typed at the terminal.
    typed: tuple = ()
    # The command line for v3 if it differs, or the reason why there is none.
    in_v3: tuple = ()


def both(text, **facts):
    """The same refusal on both versions."""
    text = text.format(id="{id}", **facts)
    return (text, text)


def admins_only(v2, v3):
    """Refusals by rules for administrators' commands, before the lock is checked."""
    return tuple(ADMINS_ONLY.format(rule=f"compute_extension:{rule}") for rule in (v2, v3))


def status(status, vm_state, **rows):
    return {"status": status, "OS-EXT-STS:vm_state": vm_state, "OS-EXT-STS:task_state": "-"} | rows


ACTIVE = status("ACTIVE", "active")
SHUTOFF = status("SHUTOFF", "stopped")
SMALL, MEDIUM = {"flavor": "2"}, {"flavor": "3"}
NETWORK = "private network"
HOST = "OS-EXT-SRV-ATTR:host"
IS_LOCKED = both(LOCKED)

ACTS = {
    # On and off.
    "stop": Act("stop web", SHUTOFF, refused=IS_LOCKED),
    "start": Act("start web", ACTIVE, before=("stop",), refused=IS_LOCKED),
    "pause": Act("pause web", status("PAUSED", "paused"), refused=IS_LOCKED),
    "unpause": Act("unpause web", ACTIVE, before=("pause",), refused=IS_LOCKED),
    "suspend": Act("suspend web", status("SUSPENDED", "suspended"), refused=IS_LOCKED),
    "resume": Act("resume web", ACTIVE, before=("suspend",), refused=IS_LOCKED),
    "reboot": Act("reboot --poll web", ACTIVE, refused=IS_LOCKED),
    "reboot --hard": Act("reboot --hard --poll web", ACTIVE, before=("stop",), refused=IS_LOCKED),
    # Another size, another disk.
    "resize": Act(
        "resize --poll web m1.medium",
        status("VERIFY_RESIZE", "resized", **MEDIUM),
        refused=IS_LOCKED,
    ),
    "resize-confirm": Act(
        "resize-confirm web", ACTIVE | MEDIUM, before=("resize",), refused=IS_LOCKED
    ),
    "resize-revert": Act(
        "resize-revert web", ACTIVE | SMALL, before=("resize",), refused=IS_LOCKED
    ),
    "rebuild": Act(
        f"rebuild --poll web {DEBIAN}",
        ACTIVE | {"image": DEBIAN},
        refused=IS_LOCKED,
        prints={"adminPass"},
        in_v3=(f"api rebuild web {DEBIAN}", ASKS_FOR_IMAGES),
    ),
    "root-password": Act(
        "root-password web",
        ACTIVE,
        refused=(LOCKED_400, INVALID_STATE.format(action="changePassword")),
        typed=("correct horse", "correct horse"),
    ),
    "rescue": Act(
        "rescue web", status("RESCUE", "rescued"), refused=IS_LOCKED, prints={"adminPass"}
    ),
    "unrescue": Act("unrescue web", ACTIVE, before=("rescue",), refused=IS_LOCKED),
    # Put aside.
    "shelve": Act(
        "shelve web",
        status("SHELVED", "shelved"),
        refused=IS_LOCKED,
        in_v3=("api shelve web", NO_COMMAND_IN_V3),
    ),
    "shelve-offload": Act(
        "shelve-offload web",
        status("SHELVED_OFFLOADED", "shelved_offloaded", **{HOST: "-"}),
        before=("shelve",),
        by="admin",
        refused=admins_only("shelveOffload", "v3:os-shelve:shelve_offload"),
        in_v3=("api shelve_offload web", NO_COMMAND_IN_V3),
    ),
    "unshelve": Act(
        "unshelve web",
        ACTIVE,
        before=("shelve",),
        refused=IS_LOCKED,
        in_v3=("api unshelve web", NO_COMMAND_IN_V3),
    ),
    "unshelve from nowhere": Act(
        "unshelve web",
        ACTIVE,
        before=("shelve", "shelve-offload"),
        refused=IS_LOCKED,
        in_v3=("api unshelve web", NO_COMMAND_IN_V3),
    ),
    # Deleted, with a way back.
    "delete": Act("delete web", status("SOFT_DELETED", "soft-delete"), refused=IS_LOCKED),
    "restore": Act(
        "restore web",
        ACTIVE,
        before=("delete",),
        refused=both(INVALID_STATE, action="restore"),
        in_v3=("api restore web", NO_COMMAND_IN_V3),
    ),
    "force-delete": Act(
        "force-delete web",
        {},
        before=("delete",),
        refused=IS_LOCKED,
        in_v3=("api force_delete web", NO_COMMAND_IN_V3),
    ),
    # Moved, by admins.
    "migrate": Act(
        "migrate --poll web",
        status("VERIFY_RESIZE", "resized", **{HOST: "cmp2"}),
        by="admin",
        refused=admins_only("admin_actions:migrate", "v3:os-migrate-server:migrate"),
    ),
    "live-migration": Act(
        "live-migration web cmp2",
        ACTIVE | {HOST: "cmp2"},
        by="admin",
        refused=admins_only("admin_actions:migrateLive", "v3:os-migrate-server:migrate_live"),
    ),
    "evacuate": Act(
        "evacuate stranded cmp1",
        ACTIVE | {HOST: "cmp1"},
        by="admin",
        server="stranded",
        refused=admins_only("evacuate", "v3:os-evacuate"),
        prints={"adminPass"},
    ),
    "reset-network": Act(
        "reset-network web",
        ACTIVE,
        by="admin",
        refused=admins_only("admin_actions:resetNetwork", "v3:os-admin-actions:reset_network"),
    ),
    "reset-state": Act(
        "reset-state web",
        status("ERROR", "error"),
        by="admin",
        refused=admins_only("admin_actions:resetState", "v3:os-admin-actions:reset_state"),
    ),
    "reset-state --active": Act(
        "reset-state --active web",
        ACTIVE,
        before=("reset-state",),
        by="admin",
        refused=admins_only("admin_actions:resetState", "v3:os-admin-actions:reset_state"),
    ),
    # All servers on a host, by admins: the client lists them first.
    "host-servers-migrate": Act(
        "host-servers-migrate cmp1",
        status("VERIFY_RESIZE", "resized", **{HOST: "cmp2"}),
        by="admin",
        refused=admins_only("hypervisors", "v3:os-hypervisors"),
        prints={WEB},
        in_v3=(None, NO_CONTRIB_IN_V3),
    ),
    "host-evacuate": Act(
        "host-evacuate --target_host cmp1 cmp3",
        ACTIVE | {HOST: "cmp1"},
        by="admin",
        server="stranded",
        refused=admins_only("hypervisors", "v3:os-hypervisors"),
        prints={STRANDED},
        in_v3=(None, NO_CONTRIB_IN_V3),
    ),
    "host-meta set": Act(
        "host-meta cmp1 set stage=test",
        ACTIVE | {"metadata": '{"stage": "test"}'},
        by="admin",
        refused=admins_only("hypervisors", "v3:os-hypervisors"),
        in_v3=(None, NO_CONTRIB_IN_V3),
    ),
    "host-meta delete": Act(
        "host-meta cmp1 delete stage",
        ACTIVE | {"metadata": "{}"},
        before=("host-meta set",),
        by="admin",
        refused=admins_only("hypervisors", "v3:os-hypervisors"),
        in_v3=(None, NO_CONTRIB_IN_V3),
    ),
    # What belongs to it.
    "meta set": Act(
        "meta web set stage=test", ACTIVE | {"metadata": '{"stage": "test"}'}, refused=IS_LOCKED
    ),
    "meta delete": Act(
        "meta web delete stage",
        ACTIVE | {"metadata": "{}"},
        before=("meta set",),
        refused=IS_LOCKED,
    ),
    "add-fixed-ip": Act(
        f"add-fixed-ip web {PRIVATE}",
        ACTIVE | {NETWORK: "10.0.0.2, 10.0.0.4"},
        refused=(LOCKED_400, LOCKED),
    ),
    "remove-fixed-ip": Act(
        "remove-fixed-ip web 10.0.0.2", ACTIVE | {NETWORK: None}, refused=(LOCKED_400, LOCKED)
    ),
    "interface-attach": Act(
        f"interface-attach --net-id {PRIVATE} web",
        ACTIVE | {NETWORK: "10.0.0.2, 10.0.0.4"},
        refused=IS_LOCKED,
        in_v3=(None, FORMER_URL),
    ),
    "interface-detach": Act(
        f"interface-detach web {PORT}",
        ACTIVE | {NETWORK: None},
        refused=IS_LOCKED,
        in_v3=(None, FORMER_URL),
    ),
    "volume-detach": Act(
        f"volume-detach web {VOLUME}",
        ACTIVE | {"os-extended-volumes:volumes_attached": "[]"},
        refused=IS_LOCKED,
    ),
    # Calls that a lock does not refuse.
    "floating-ip-associate": Act(
        "floating-ip-associate web 172.24.4.2",
        ACTIVE | {NETWORK: "10.0.0.2, 172.24.4.2"},
        before=("floating-ip-create",),
        in_v3=(None, NOT_IN_V3),
    ),
    "floating-ip-disassociate": Act(
        "floating-ip-disassociate web 172.24.4.2",
        ACTIVE | {NETWORK: "10.0.0.2"},
        before=("floating-ip-create", "floating-ip-associate"),
        in_v3=(None, NOT_IN_V3),
    ),
    # The same by their former names.
    "add-floating-ip": Act(
        "add-floating-ip web 172.24.4.2",
        ACTIVE | {NETWORK: "10.0.0.2, 172.24.4.2"},
        before=("floating-ip-create",),
        in_v3=(None, NOT_IN_V3),
    ),
    "remove-floating-ip": Act(
        "remove-floating-ip web 172.24.4.2",
        ACTIVE | {NETWORK: "10.0.0.2"},
        before=("floating-ip-create", "add-floating-ip"),
        in_v3=(None, NOT_IN_V3),
    ),
    "add-secgroup": Act(
        "add-secgroup web dmz",
        ACTIVE | {"security_groups": "default, dmz"},
        before=("secgroup-create",),
        in_v3=(None, NOT_IN_V3),
    ),
    "remove-secgroup": Act(
        "remove-secgroup web dmz",
        ACTIVE | {"security_groups": "default"},
        before=("secgroup-create", "add-secgroup"),
        in_v3=(None, NOT_IN_V3),
    ),
    "console-log": Act("console-log --length 1 web", ACTIVE),
    "get-password": Act("get-password web", ACTIVE),
    "clear-password": Act("clear-password web", ACTIVE),
    "rename": Act("rename web www", ACTIVE | {"name": "www"}),
    "image-create": Act(
        "image-create --poll web snapshot",
        ACTIVE,
        in_v3=("image-create web snapshot", f"with --poll {ASKS_FOR_IMAGES}"),
    ),
    "backup": Act("backup web nightly daily 1", ACTIVE),
}

# Resources that exist before, and that the server does not have yet.
MADE = {
    "floating-ip-create": Act("floating-ip-create", ACTIVE),
    "secgroup-create": Act("secgroup-create dmz outside", ACTIVE),
}

# Commands whose v3 mode can't work, and their error messages.
BROKEN_IN_V3 = {
    f"rebuild web {DEBIAN}": (ASKS_FOR_IMAGES, "No image with a name or ID of"),
    "image-create --poll web snapshot": (ASKS_FOR_IMAGES, r"Not found \(HTTP 404\)"),
    f"image-delete {CIRROS}": (ASKS_FOR_IMAGES, f"Delete for image {CIRROS} failed"),
    f"image-meta {CIRROS} set a=b": (ASKS_FOR_IMAGES, "No image with a name or ID of"),
    "shelve web": (NO_COMMAND_IN_V3, "invalid choice"),
    "shelve-offload web": (NO_COMMAND_IN_V3, "invalid choice"),
    "unshelve web": (NO_COMMAND_IN_V3, "invalid choice"),
    "force-delete web": (NO_COMMAND_IN_V3, "invalid choice"),
    "restore web": (NO_COMMAND_IN_V3, "invalid choice"),
    "interface-list web": (FORMER_URL, r"Not found \(HTTP 404\)"),
    f"interface-attach --net-id {PRIVATE} web": (FORMER_URL, r"Not found \(HTTP 404\)"),
    f"interface-detach web {PORT}": (FORMER_URL, r"Not found \(HTTP 404\)"),
    "availability-zone-list": ("it looks for a member of 2014.1", "availability"),
    "floating-ip-create": (NOT_IN_V3, "floating_ips"),
    "floating-ip-associate web 172.24.4.2": (NOT_IN_V3, "unrecognized|invalid choice"),
    "floating-ip-pool-list": (NOT_IN_V3, "floating_ip_pools"),
    "add-floating-ip web 172.24.4.2": (NOT_IN_V3, "addFloatingIp|add_floating_ip"),
    "remove-floating-ip web 172.24.4.2": (NOT_IN_V3, "removeFloatingIp|remove_floating_ip"),
    "host-servers-migrate cmp1": (NO_CONTRIB_IN_V3, "invalid choice"),
    "host-evacuate cmp3": (NO_CONTRIB_IN_V3, "invalid choice"),
    "host-meta cmp1 set stage=test": (NO_CONTRIB_IN_V3, "invalid choice"),
    "secgroup-list": (NOT_IN_V3, "security_groups"),
    "add-secgroup web default": (NOT_IN_V3, "add_security_group"),
}
