"""A note is found in whichever folder of its tree git has put it, and its tree is not listed for that."""

from pathlib import Path

import pytest

from coordgit.git import notes
from coordgit.git.plumbing import Git
from tests.support.repository import Repository

HERE, OTHER = "here00000000", "other0000000"


def oid_of(n: int, length: int) -> str:
    return f"{n:02x}".ljust(length, "5")


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_notes_are_found_however_deep_their_folders_are(tmp_path: Path, form: str) -> None:
    repository = Repository(tmp_path, guarded=False, init=(f"--object-format={form}",))
    git = Git(str(repository.top))
    length = 40 if form == "sha1" else 64
    flat, split, deep, missing = (oid_of(n, length) for n in (1, 2, 3, 4))
    blob = git.run("hash-object", "-w", "--stdin", stdin=b"note").decode().strip()
    names = [flat, f"{split[:2]}/{split[2:]}", f"{deep[:2]}/{deep[2:4]}/{deep[4:6]}/{deep[6:]}", f"{missing[:2]}/another"]
    for clone, some in ((HERE, names), (OTHER, names[:1])):
        stream = "".join(f"M 100644 {blob} {name}\n" for name in some)
        head = f"commit refs/notes/coordgit/{clone}\ncommitter A <a@b> 0 +0000\ndata 0\n"
        git.run("fast-import", "--quiet", stdin=f"{head}{stream}".encode())
    found = {(HERE, oid): blob for oid in (flat, split, deep)} | {(OTHER, flat): blob}
    assert notes.of(git, [HERE, "gone00000000", OTHER], [flat, split, deep, missing]) == found
