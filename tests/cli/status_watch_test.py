"""``status --watch --json`` for programs: a document a line, each as ``status --json`` has it."""

import json
import os
import subprocess
import sys
from typing import Any

from tests.support.repository import Repository


def read_line(watching: subprocess.Popen[bytes]) -> Any:
    assert watching.stdout is not None
    return json.loads(watching.stdout.readline())


def test_documents_that_follow_each_other_are_a_line_each(guarded: Repository) -> None:
    ann = guarded.session("ann")
    ann.coordgit("report", "first")
    program = [sys.executable, "-c", "from coordgit.cli.main import main; main()"]
    command = [*program, "status", "--watch", "--json", "--every", "0.2"]
    env = {**guarded.env, "PYTHONPATH": os.getcwd()}
    with subprocess.Popen(command, cwd=guarded.top, env=env, stdout=subprocess.PIPE) as watching:
        try:
            assert {one["report"]["text"] for one in read_line(watching)["sessions"] if one["report"]} == {"first"}
            ann.coordgit("report", "second")
            texts: set[str] = set()
            while "second" not in texts:
                texts = {one["report"]["text"] for one in read_line(watching)["sessions"] if one["report"]}
        finally:
            watching.kill()


def test_a_document_alone_is_for_people_too(guarded: Repository) -> None:
    out = guarded.coordgit("status", "--json").out
    assert json.loads(out) and out.count("\n") > 5
