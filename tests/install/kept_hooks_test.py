"""A hook that was there before keeps its name and what lies beside its script, whether it is a file, a link or a program."""

import os
import re
import sys
from pathlib import Path

import pytest

from tests.install.scratch import Scratch, needs_older_git

OID = re.compile("[0-9a-f]{40}")
FOLLOWS = """#!/bin/bash
file=$0
while [ -h "$file" ]; do
    folder=$(cd -P "$(dirname "$file")" && pwd)
    file=$(readlink "$file")
    [[ $file == /* ]] || file=$folder/$file
done
. "$(dirname "$file")/said"
"""
RESOLVES = [
    '#!/bin/sh\n. "$(dirname "$(readlink -f "$0")")/said"\n',
    '#!/usr/bin/env bash\n. "$(dirname "$(realpath "${BASH_SOURCE[0]}")")/said"\n',
    FOLLOWS,
]


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scratch:
    needs_older_git()
    return Scratch(tmp_path, monkeypatch)


@pytest.mark.daily(2)
@pytest.mark.parametrize("text", RESOLVES, ids=["readlink", "realpath", "loop"])
@pytest.mark.parametrize("absolute", [False, True], ids=["relative", "absolute"])
def test_a_hook_that_is_a_link_finds_what_lies_beside_its_script(scratch: Scratch, text: str, absolute: bool) -> None:
    top = scratch.init()
    scratch.write(f"{top}/my scripts/said", 'echo "$(basename "$0") $*" >>"$RECORD"\ncat >>"$RECORD"\n[ "$1" != "${DENY-}" ]\n')
    scratch.write(f"{top}/my scripts/dispatch", text, 0o755)
    os.symlink(
        f"{top}/my scripts/dispatch" if absolute else "../../my scripts/dispatch", f"{top}/.git/hooks/reference-transaction"
    )
    scratch.commit("before")
    before = OID.sub("OID", scratch.recorded())
    scratch.install()
    temporary = f"{scratch.root}/temporary"
    os.mkdir(temporary)
    scratch.monkeypatch.setenv("TMPDIR", temporary)
    scratch.commit("after")
    assert OID.sub("OID", scratch.recorded()) == before and "reference-transaction prepared" in before
    assert scratch.run(top, "commit", "-q", "--allow-empty", "-m", "denied", DENY="prepared").returncode != 0
    assert os.listdir(temporary) == []


NAMES = "import os, sys\nname = os.path.basename(sys.argv[0])\n"
BESIDE = "import os, sys\nname = open(os.path.join(os.path.dirname(sys.argv[0]), 'name')).read() + os.path.basename('/x')\n"


@pytest.mark.parametrize(
    ("text", "name"), [(NAMES, "reference-transaction"), (BESIDE, "besidex")], ids=["its name", "its folder"]
)
@pytest.mark.parametrize("linked", [False, True], ids=["file", "link"])
def test_a_program_is_told_its_name_or_its_folder(scratch: Scratch, text: str, name: str, linked: bool) -> None:
    top = scratch.init()
    script = f"#!{sys.executable}\n{text}print(name, *sys.argv[1:], file=open(os.environ['RECORD'], 'a'))\n"
    if linked:
        scratch.write(f"{top}/.git/dispatch", script, 0o755)
        os.symlink("../dispatch", f"{top}/.git/hooks/reference-transaction")
    else:
        scratch.hook("reference-transaction", script)
    scratch.write(f"{top}/.git/hooks/name", "beside")
    scratch.install()
    assert scratch.guarded()
    assert f"{name} prepared\n" in scratch.recorded()


def test_a_hook_that_is_a_link_runs_where_no_temporary_folder_can_be_made(scratch: Scratch) -> None:
    top = scratch.init()
    scratch.write(f"{top}/scripts/said", 'echo "$1" >>"$RECORD"\n')
    scratch.write(f"{top}/scripts/dispatch", RESOLVES[0], 0o755)
    os.symlink("../../scripts/dispatch", f"{top}/.git/hooks/reference-transaction")
    scratch.install()
    scratch.monkeypatch.setenv("TMPDIR", "/nowhere")
    scratch.commit("second")
    assert "prepared\n" in scratch.recorded()
