"""What Schemathesis has to know about this server besides its documents.

Every check is on. `filter_failure` leaves out what a check expects of other servers and the
contract of Nova says otherwise, as narrowly as it can be said.
"""

import os
import re
import zlib

import schemathesis
from clouds import N_SERVERS, server_id

PROJECT = os.environ["FUZZ_PROJECT"]
IS_ADMIN = os.environ["FUZZ_USER"] == "admin"
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# Ids of servers that exist, or did: those of the seed, and those that an answer has named.
known = {server_id(number) for number in range(1, N_SERVERS + 1)}

# Nova's answers to requests that match the schema and are wrong all the same.
REFUSALS = [
    # Another project than that of the token.
    r"Malformed request URL: URL's project_id '",
    # Something that does not exist.
    r"marker \[",
    r"Invalid (imageRef|flavorRef|key_name) provided\.",
    r"(Network|Port|Image|Flavor) .* could not be found\.",
    r"Can not find requested image",
    r"Security group .* not found",
    r"Unable to locate requested flavor\.",
    r"Unable to find address ",
    r"Instance \S+ doesn't have fixed ip ",
    r"No nw_info cache associated with instance",
    # A lock, as addFixedIp, removeFixedIp and changePassword report it on v2, and a state.
    r"Instance \S+ is locked$",
    r"Instance \S+ in \w+ \S+\. Cannot set_admin_password while the instance is in this state",
    r"Security group id should be uuid",
    # Something that exists already, or that nobody may delete.
    r"Security group .* already exists",
    r"Unable to (delete|update) system group 'default'",
    r"The requested availability zone is not available",
    # Texts that must be valid: printable names, regular expressions, JSON, times, addresses,
    # base64.
    r"An invalid 'name' value was provided\. The name must be: printable characters\.",
    r"Invalid \w+ filter ",
    r"Invalid changes-since value",
    r"Invalid fixed IP address",
    r"Fixed IP address .* (is not a valid ip address for|does not belong to) network",
    r"accessIPv[46] is not proper IPv[46] format",
    r"Userdata content cannot be decoded",
    r"Keypair data is invalid: failed to generate fingerprint",
    # A whole number that is written as 1.0 or 1e9: an integer to JSON Schema, but not to Nova.
    r"Invalid input for field/attribute \w+\. Value: -?\d+(\.\d+|(\.\d+)?e\+\d+)\. ",
    r"Invalid input received: (min|max)_count must be an integer",
    # Members that contradict each other, or change nothing.
    r"min_count must be <= max_count",
    r"Must not input both network_id and port_id",
    r"Must input network_id when request IP address",
    r"Request body and URI mismatch",
    r"Resize requires a flavor change\.",
    r"Unable to migrate instance \(.*\) to current host",
    r"Compute service of .* is unavailable at this time\.",
    r"Compute service of .* is still in use\.",
    r"The target host can't be the same one\.",
    r"admin password can't be changed on existing disk",
]

# Operations that Nova always refuses, and how.
REFUSED = {
    ("POST", "/v2/{project_id}/images"): 405,
    ("PUT", "/v2/{project_id}/flavors/{id}"): 400,
}

# Filters of lists that find nothing for an unknown word, and never refuse one.
FINDING_NOTHING = {"minDisk", "minRam", "status", "task_state", "type", "uuid", "vm_state"}

# Parameters that must have a form, or name something, that no schema can describe.
# Most lists are asked for without them, because otherwise hardly any would be answered.
HARD_TO_GUESS = ["changes-since", "marker", "metadata"]

# Members of v2 in which any empty value means false, and one that is ignored.
LOOSE_MEMBERS = re.compile(
    r"\bserver\b.*\b(availability_zone|config_drive|key_name|personality|return_reservation_id"
    r"|security_groups|user_data)\b"
)
# Members of v2's actions that are checked loosely.
LOOSE_ACTIONS = re.compile(
    r"in body - (rescue|createBackup -> rotation): Incorrect type"
    # More words for true and false than the document lists.
    r"|in body - os-migrateLive -> "
)
# The same for a new interface: a value without an address means none.
LOOSE_INTERFACE = re.compile(r"in body - interfaceAttachment -> fixed_ips\b")
# On v3 an empty value of any type means no files. And the generator takes 0 and 1 for values of
# another type than those that the document lists, which they are among.
LOOSE_REBUILD = re.compile(
    r"in body - rebuild -> (personality: Incorrect type"
    r"|preserve_ephemeral: Enum value with type mismatching)"
)
# Names of 2014.1 on v3; if the new name is given, the old one is ignored.
OLD_WORDS = re.compile(r"/server/properties/(\w+_(ref|password)|os-[a-z-]+:\w+)")


@schemathesis.hook
def before_call(context, case, kwargs):
    """Uses mostly existing ids, because a random one would never be found."""
    parameters = case.path_parameters or {}
    if "project_id" in parameters and zlib.crc32(str(parameters).encode()) % 16:
        parameters["project_id"] = PROJECT
    id = parameters.get("id")
    if isinstance(id, str) and "/servers/{id}" in case.path and UUID.fullmatch(id):
        chance = zlib.crc32(id.encode())
        if id not in known and chance % 8:
            parameters["id"] = server_id(1 + chance % N_SERVERS)
    if case.meta and case.meta.generation.mode.is_positive and case.query:
        for name in HARD_TO_GUESS:
            if zlib.crc32(str(case.query).encode()) % 4:
                case.query.pop(name, None)


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code < 300:
        known.update(match[0] for match in UUID.finditer(response.text))


@schemathesis.hook
def filter_failure(context, failure, case, response):
    """Whether a failure counts."""
    kind = type(failure).__name__
    return not is_contract(kind, failure.message, case.method, case.path, response)


def is_contract(kind, message, method, path, response):
    """Whether Nova's contract requires the behaviour that failed the check."""
    status = response.status_code
    match kind:
        case "RejectedPositiveData":
            if status == REFUSED.get((method, path)):
                return True
            if path.startswith("/v2") and path.endswith("/action") and status == 422:
                # The server has no host.
                return True
            said = re.match(r'{"badRequest":{"code":400,"message":"(.*)"}}$', response.text, re.DOTALL)
            return said is not None and any(re.match(it, said[1]) for it in REFUSALS)
        case "AcceptedNegativeData":
            return is_taken(message, method, path, response)
        case "UnsupportedMethodResponse":
            # A path without an operation is not found, with any method; `/` answers any
            # method; and below `/servers`, `detail` and `new` are ids to the methods of servers.
            is_server = re.search(r"/servers/(detail|new)$", path) and method in ("PUT", "DELETE")
            return status == 404 or path == "/" or bool(is_server and status == 400)
        case "MalformedJson":
            # v3 names JSON as the media type of a body that is empty.
            return path.startswith("/v3") and status == 202 and response.text == ""
        case "EnsureResourceAvailability":
            # The path exists for every server, and answers 404 for each.
            # A new interface may name a network that does not exist.
            is_elsewhere = re.search(r"(Network|Port id) \S+ could not be found", response.text)
            return path.endswith("/servers/{id}/edit") or bool(is_elsewhere)
    return False


def is_taken(message, method, path, response):
    """Whether a request with these mistakes is accepted all the same."""
    status = response.status_code
    if "metadata" in path and status == 413:
        # A key or a value that is too long.
        return True
    if path.startswith("/v2") and path.endswith("/action"):
        return status in (200, 202) and bool(LOOSE_ACTIONS.search(message))
    if path.startswith("/v2") and path.endswith("/os-interface"):
        return status == 200 and bool(LOOSE_INTERFACE.search(message))
    if path.startswith("/v3") and path.endswith("/action"):
        return status == 202 and bool(LOOSE_REBUILD.search(message))
    if method in ("POST", "PUT") and re.search(r"/servers(/{id})?$", path):
        # Too much metadata, and too large a body, are 413.
        loose = LOOSE_MEMBERS if path.startswith("/v2") else OLD_WORDS
        return status == 413 or bool(status in (200, 202) and loose.search(message))
    wrong = re.search(r"Invalid component: parameters? ((?:`[^`]+`(?:, )?)+) in query", message)
    names = set(re.findall(r"`([^`]+)`", wrong[1])) if wrong else set()
    # The last one of several limits is used.
    is_repeated = str(response.request.url).count("limit=") > 1
    ignored = FINDING_NOTHING | ({"limit"} if is_repeated else set())
    return method == "GET" and status == 200 and bool(names) and names <= ignored
