"""The pipes: only the protocol on one, and an end when the other ends."""

import json
import subprocess
import sys

HELLO = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "0"},
    },
}
READY = {"jsonrpc": "2.0", "method": "notifications/initialized"}
CALL = {
    "jsonrpc": "2.0",
    "id": 2,
    "method": "tools/call",
    "params": {"name": "search", "arguments": {"query": "dialogue", "limit": 1}},
}


def run(root, out, *lines):
    """What comes out when these lines go in and nothing follows."""
    return subprocess.run(
        [sys.executable, "-m", "llmkg", "--root", str(root), "--out", str(out), "mcp"],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_ends_with_its_input_and_says_nothing_beside(root, snapshot):
    ended = run(root, snapshot, json.dumps(HELLO), "this is no message", json.dumps(READY))
    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert answers[0]["result"]["serverInfo"]["name"] == "llmkg"
    assert all(each["jsonrpc"] == "2.0" for each in answers)


def test_where_nothing_can_be_built_the_assistant_is_told(tmp_path):
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "llmkg", "--root", str(tmp_path / "none")),
            *("--out", str(tmp_path / "out"), "mcp"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for message in (HELLO, READY, CALL):
        process.stdin.write(json.dumps(message) + "\n")
    process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for _ in range(2)]
    _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert answers[1]["result"]["isError"] is True
    assert str(tmp_path / "none") in answers[1]["result"]["content"][0]["text"]
    assert "Traceback" not in said
