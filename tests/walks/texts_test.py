"""Files that are not UTF-8, read and edited through a client whose tools decode them: their blobs are those of the work tree."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.claude import Claude
from tests.support.repository import Repository

TEXT = '"hi" = "中文字漢字";\n'


class Decoding(Claude):
    """Reads and edits through tools that decode the file."""

    codec = "utf-8"

    def path(self) -> Path:
        return self.cwd / "strings"

    def puts(self, text: str) -> None:
        self.path().write_bytes(text.encode(self.codec))

    def looks(self, text: str) -> None:
        file = {"filePath": str(self.path()), "content": text, "numLines": 2, "startLine": 1, "totalLines": 2}
        self.after("Read", {"file_path": str(self.path())}, {"type": "text", "file": file}, self.call())
        self.batch()

    def changes(self, text: str, old: str, new: str) -> None:
        call = self.call()
        given = {"file_path": str(self.path()), "old_string": old, "new_string": new, "replace_all": False}
        self.before("Edit", given, call)
        self.puts(text.replace(old, new))
        response: dict[str, Any] = {"filePath": str(self.path()), "originalFile": text, "structuredPatch": []}
        self.after("Edit", given, response | {"userModified": False}, call)
        self.batch()


@pytest.fixture(params=["utf-8", "utf-16", "utf-16-le", "utf-32", "gb18030", "shift_jis"])
def ann(repository: Repository, request: pytest.FixtureRequest) -> Decoding:
    ann = Decoding(repository, "00000000-0000-4000-8000-00000000000a")
    ann.codec = request.param
    ann.puts(TEXT)
    repository.commit_files({"other.py": "1\n"})
    return ann


def test_ones_own_edit_of_it_is_not_a_lost_update(ann: Decoding) -> None:
    ann.looks(TEXT)
    ann.changes(TEXT, "hi", "ho")
    assert ann.commits("strings").ok


def test_anothers_change_of_it_is_stale(ann: Decoding, repository: Repository) -> None:
    ann.looks(TEXT)
    ann.puts(TEXT.replace("hi", "ho"))
    assert repository.session("bob").git("commit", "-qam", "ho").ok
    repository.write("new.py", "1\n")
    assert ann.commits("new.py").rejected == ["CG101 strings"]


def test_an_edit_over_anothers_change_of_it_is_a_lost_update(ann: Decoding, repository: Repository) -> None:
    ann.looks(TEXT)
    ann.puts(TEXT.replace("hi", "ho"))
    assert repository.session("bob").git("commit", "-qam", "ho").ok
    ann.changes(TEXT, "hi", "he")
    assert ann.commits("strings").rejected == ["CG201 strings"]


def test_what_was_delivered_before_a_text_changed_is_not_what_is_there(repository: Repository) -> None:
    repository.commit_files({"strings": "one\n"})
    ann = Decoding(repository, "00000000-0000-4000-8000-00000000000a")
    repository.session("bob").lands("strings", "two ä\n")
    ann.looks("one\n")
    ann.changes("two ä\n", "two", "three")
    assert ann.commits("strings").rejected == ["CG201 strings"]
