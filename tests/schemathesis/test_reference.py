"""Tests the server against the API's documents with Schemathesis, with all its checks."""

import os
import subprocess
import sys
from pathlib import Path

import clouds
import pytest
from harness import ferronova

HERE = Path(__file__).resolve().parent
# Seconds for each of the four runs; if not set, they are short, and their requests are always the
# same.
SECONDS = os.environ.get("FUZZ_SECONDS")
SEED = os.environ.get("FUZZ_SEED", "1")
EXAMPLES = "100" if SECONDS else "10"


@pytest.mark.parametrize("user", ["demo", "admin"])
@pytest.mark.parametrize("version", ["v2", "v3"])
def test_every_answer_is_as_the_document_says(tmp_path, version, user):
    document = tmp_path / "document.json"
    document.write_bytes(subprocess.check_output([ferronova(), "api-ref", version]))

    with clouds.start(tmp_path) as cloud:
        url, token, project = clouds.log_in(cloud, user)
        command = [
            *(Path(sys.executable).parent / "schemathesis", "--config-file", "schemathesis.toml"),
            *("run", document, "--url", url, "--header", f"X-Auth-Token: {token}"),
            *("--seed", SEED, "--max-examples", EXAMPLES, "--no-color"),
            *(("--max-time", SECONDS) if SECONDS else ("--generation-deterministic",)),
        ]
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent / "interop")]),
            "FUZZ_PROJECT": project,
            "FUZZ_USER": user,
        }
        finished = subprocess.run(
            command, cwd=HERE, env=environment, capture_output=True, text=True, check=False
        )

    print(finished.stdout)
    assert finished.returncode == 0, finished.stderr
