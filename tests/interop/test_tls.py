"""HTTPS with a self-signed certificate: clients need only what the server prints."""

import shutil
import subprocess

import pytest
from conftest import CLIENTS, find_bin
from harness import Cloud


@pytest.fixture
def tls_flags(tmp_path):
    """The flags of a server with a certificate for 127.0.0.1."""
    if not shutil.which("openssl"):
        pytest.skip("there is no openssl to make a certificate with")
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
        + ["-subj", "/CN=ferronova", "-addext", "subjectAltName=IP:127.0.0.1"]
        + ["-out", certificate, "-keyout", key],
        capture_output=True,
        check=True,
    )
    return ["--tls-cert", certificate, "--tls-key", key]


@pytest.mark.parametrize("name", CLIENTS)
def test_clients_lock_a_server_over_https(tmp_path, tls_flags, name):
    kind, environment = CLIENTS[name]
    bin, reason = find_bin(environment)
    if bin is None:
        pytest.skip(reason)

    with Cloud(tmp_path, *tls_flags) as cloud:
        client = kind(cloud, bin)
        client.boot("web")
        client.ask("lock", "web")

        assert cloud.environment["OS_AUTH_URL"].startswith("https://127.0.0.1:")
        assert client.show("web")["locked"] == "True"
