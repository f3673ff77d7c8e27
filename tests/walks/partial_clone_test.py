"""Commands in a partial clone: they fetch what it lacks and, where its remote is out of reach, answer without."""

from pathlib import Path

import pytest

from tests.support.claude import ANN, Claude
from tests.support.repository import API, CHANGED, Repository, Session

LONG = "".join(f"{n}\n" for n in range(1, 60))


@pytest.fixture
def ann(tmp_path: Path) -> Session:
    """A session in a partial clone; what it has read was changed at the remote and fetched, without the text."""
    origin = Repository(tmp_path / "origin", guarded=False)
    origin.begin(api__py=API, long__py=LONG)
    origin.git("config", "uploadpack.allowFilter", "true")
    clone = Repository(tmp_path / "clone", guarded=False)
    clone.top = tmp_path / "clone" / "partial"
    clone.git("clone", "-q", "--filter=blob:none", f"file://{origin.top}", str(clone.top), cwd=tmp_path)
    clone.guard()
    ann = clone.session("ann")
    ann.reads("api.py", "long.py:1-9")
    origin.commit_files({"api.py": CHANGED, "long.py": LONG + "60\n"})
    clone.git("fetch", "-q")
    return ann


@pytest.mark.parametrize("reached", [True, False])
def test_status_answers_whether_the_remote_is_in_reach_or_not(ann: Session, tmp_path: Path, reached: bool) -> None:
    if not reached:
        (tmp_path / "origin").rename(tmp_path / "away")
    stale = ["api.py"] if reached else ["api.py", "long.py"]
    assert sorted({read["path"] for each in ann.json("status")["sessions"] for read in each["stale"]}) == stale
    assert ann.coordgit("status").err == ""


def test_a_commit_is_rejected_without_the_text_and_its_way_on_fetches_it(ann: Session, tmp_path: Path) -> None:
    (tmp_path / "origin").rename(tmp_path / "away")
    assert ann.commits("caller.py", "1\n").rejected == ["CG101 api.py", "CG101 long.py:1-9"]
    (tmp_path / "away").rename(tmp_path / "origin")
    assert ann.git("merge", "-q", "--autostash", "origin/main").ok
    ann.reads("api.py")
    ann.lands("caller.py", "1\n")


@pytest.mark.parametrize(("fetched", "has"), [(True, "has"), (False, "may have")])
def test_a_search_that_cannot_be_evaluated_is_told_as_one(ann: Session, tmp_path: Path, fetched: bool, has: str) -> None:
    clone, origin = ann.repository, Repository.in_folder(tmp_path / "origin")
    client = Claude(clone, ANN)
    client.send("SessionStart", source="startup")
    client.runs("grep -n 'return' *.py")
    origin.commit_files({"new.py": "return\n"})
    clone.git("fetch", "-q")
    if fetched:
        clone.git("archive", "-o", str(tmp_path / "texts.tar"), "origin/main")
    told = client.send("UserPromptSubmit", prompt="hi")
    assert ("(not shown here: git diff" in told) is not fetched and "too long" not in told
    assert f'your search for "return" {has} another answer: new.py added' in told
