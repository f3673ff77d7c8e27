"""The commands that ``coordgit -C FOLDER`` prints run where they are read."""

import json

import pytest

from tests.support.claude import begun
from tests.support.repository import API, CHANGED, Repository, Result
from tests.support.way_on import COMMAND

pytestmark = pytest.mark.usefixtures("command_line")


@pytest.mark.parametrize("folder", ["repo", "repo/src"])
@pytest.mark.parametrize("verb", ["commit", "explain"])
def test_what_coordgit_prints_when_it_is_told_to_run_elsewhere_runs_where_it_is_read(
    repository: Repository, verb: str, folder: str
) -> None:
    ann = begun(repository, {"api.py": API, "src/deep.py": API})
    repository.folder.joinpath("apart").mkdir()
    ann.reads("api.py")
    ann.writes("new.py", "1\n")
    repository.session("bob").lands("api.py", CHANGED)

    def runs(command: str) -> Result:
        return repository.run(["sh", "-c", command], repository.folder / "apart", **ann.env)

    denied = runs(f"coordgit -C ../{folder} commit -m new")
    assert denied.rejected == ["CG101 api.py"], denied
    assert COMMAND.findall(denied.err) == [
        f"coordgit -C {repository.top} read api.py",
        f"coordgit -C {repository.folder}/{folder} commit -m new",
    ]
    assert f"why:  coordgit -C {repository.top} explain" in denied.err
    commands = COMMAND.findall(denied.err)
    if verb == "explain":
        commands = json.loads(runs(f"coordgit -C ../{folder} explain --json").out)["remedy"][1:]
    assert all(runs(command).ok for command in commands), commands
    assert repository.git("log", "-1", "--format=%s") == "new"


def test_what_coordgit_prints_is_short_where_it_runs(repository: Repository) -> None:
    ann = begun(repository, {"api.py": API})
    ann.reads("api.py")
    ann.writes("new.py", "1\n")
    repository.session("bob").lands("api.py", CHANGED)
    denied = repository.run(["coordgit", "commit", "-m", "new"], **ann.env)
    assert "again (coordgit commit -m new)" in denied.err and "why:  coordgit explain" in denied.err
    assert ann.repository.json("explain", **ann.env)["remedy"][1:] == ["coordgit read api.py", "coordgit commit -m new"]
