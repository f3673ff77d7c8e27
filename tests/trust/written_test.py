"""What init and uninit write stays in the repository, whichever links came with it beside, or in place of, what they write."""

import json
from pathlib import Path

import pytest

from coordgit.clients import CLIENTS, load
from coordgit.install.chained_hooks import EVENTS
from tests.install.scratch import needs_older_git
from tests.support.claude import ANN, Claude
from tests.support.repository import Repository

pytestmark = pytest.mark.daily(2)

BESIDE = (".coordgit-new", ".coordgit-prev", ".new", ".old", ".legacy", ".tmp", ".lock", ".1.new")
PATHS = {name: load(name).settings.path for name in CLIENTS}
EVERY = [word for name in CLIENTS for word in ("--client", name)]


class Outside:
    """A file and a folder that a repository's links lead to, and a place where there is nothing yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "outside"
        (self.folder / "there").mkdir(parents=True)
        (self.folder / "file").write_text('{"mine": 1}\n')
        (self.folder / "file").chmod(0o640)
        self.before = self._now()

    def _now(self) -> dict[Path, tuple[int, bytes]]:
        every = [self.folder, *self.folder.rglob("*")]
        return {path: (path.lstat().st_mode, path.read_bytes() if path.is_file() else b"") for path in every}

    @property
    def untouched(self) -> bool:
        return self._now() == self.before


@pytest.fixture
def outside(tmp_path: Path) -> Outside:
    return Outside(tmp_path)


def cloned(folder: Path, links: dict[str, str]) -> Repository:
    """A clone of a repository that tracks these links."""
    made = Repository(folder / "made", guarded=False)
    for path, target in links.items():
        link = made.top / path
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
    made.commit_files({"api.py": "1\n"})
    (folder / "clone").mkdir()
    made.git("clone", "-q", str(made.top), str(folder / "clone/repo"))
    return Repository.in_folder(folder / "clone")


def tries(repository: Repository, *words: str) -> str:
    """What a command says that either does its work, or says in two lines why it does not, and what helps."""
    result = repository.coordgit(*words)
    lines = result.err.splitlines()
    assert result.ok or (result.code == 3 and len(lines) == 2 and lines[1].startswith("try: ")), result
    return result.out + result.err


@pytest.mark.parametrize("target", ["file", "none", ".git"])
def test_links_beside_settings_are_not_written_through(tmp_path: Path, outside: Outside, target: str) -> None:
    to = {"file": f"{outside.folder}/file", "none": f"{outside.folder}/none", ".git": "../.git/hooks/post-checkout"}[target]
    repository = cloned(tmp_path, {f"{path}{more}": to for path in PATHS.values() for more in BESIDE})
    for path in PATHS.values():
        if not path.endswith(".js"):
            repository.write(path, '{"a": {"$(touch ran)": 1}}\n')
            (repository.top / path).chmod(0o755)
    before = {path: path.read_bytes() for path in repository.top.rglob("*.js*") if not path.is_symlink()}
    assert repository.coordgit("init", *EVERY).ok
    for path in PATHS.values():
        assert "coordgit" in (repository.top / path).read_text() and not (repository.top / path).is_symlink()
    repository.git("checkout", "-q", "-b", "other")
    assert repository.coordgit("uninit").ok
    assert {path: path.read_bytes() for path in repository.top.rglob("*.js*") if not path.is_symlink()} == before
    assert outside.untouched and not (repository.top / ".git/hooks/post-checkout").exists()
    assert "coordgit" not in "".join(str(path) for path in repository.top.rglob("*.new") if not path.is_symlink())


@pytest.mark.parametrize("target", ["file", "none/deep.json", ".git"])
@pytest.mark.parametrize("linked", ["file", "folder"])
def test_settings_that_a_link_puts_outside_are_refused(tmp_path: Path, outside: Outside, target: str, linked: str) -> None:
    base = {".git": "../.git"}.get(target, str(outside.folder))
    if linked == "folder":
        base = {".git": ".git"}.get(target, base)
    links = {
        (path if linked == "file" else path.split("/")[0]): base if linked == "folder" else f"{base}/{target}"
        for path in PATHS.values()
        if path.count("/") == 1
    }
    repository = cloned(tmp_path, links)
    names = [name for name, path in PATHS.items() if path.count("/") == 1]
    hooks = sorted((repository.top / ".git").rglob("*.json"))
    for name in names:
        result = repository.coordgit("init", "--client", name)
        lines = result.err.splitlines()
        assert result.code == 3 and len(lines) == 2, result
        assert lines[0].startswith(f"coordgit: {PATHS[name]} is reached through a link, and leads to ")
        assert lines[1] == f"try: rm {repository.top}/{next(link for link in links if PATHS[name].startswith(link))}"
        assert f"did not register {name}: " in result.out
    assert repository.coordgit("uninit").ok
    assert outside.untouched and sorted((repository.top / ".git").rglob("*.json")) == hooks
    repository.run(["sh", "-c", lines[1].removeprefix("try: ")])
    assert repository.coordgit("init", "--client", names[-1]).ok


def test_a_link_that_a_pull_brings_is_not_written_through_by_uninit(tmp_path: Path, outside: Outside) -> None:
    repository = cloned(tmp_path, {})
    assert repository.coordgit("init", *EVERY).ok
    for path in PATHS.values():
        (repository.top / path).unlink()
        (repository.top / path).symlink_to(outside.folder / "file")
        (repository.top / f"{path}.coordgit-new").symlink_to(outside.folder / "file")
    assert repository.coordgit("uninit").ok
    assert outside.untouched


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("more", ["", *BESIDE])
@pytest.mark.daily(2)
def test_links_in_a_folder_of_hooks_are_not_written_through(tmp_path: Path, outside: Outside, event: str, more: str) -> None:
    needs_older_git()
    for target in ("file", "none"):
        repository = cloned(tmp_path / target, {f"githooks/{event}{more}": str(outside.folder / target)})
        repository.git("config", "core.hooksPath", "githooks")
        said = tries(repository, "init", "--no-clients")
        repository.git("commit", "-q", "--allow-empty", "-m", "x")
        tries(repository, "init", "--no-clients")
        tries(repository, "uninit")
        assert outside.untouched, said
        assert (repository.top / f"githooks/{event}{more}").is_symlink()


def test_a_name_in_a_printed_command_is_one_word_of_the_shell(tmp_path: Path) -> None:
    repository = cloned(tmp_path, {".claude/settings.json": "x;touch ran"})
    repository.write(".claude/x;touch ran", "no json")
    result = repository.coordgit("init", "--client", "claude", EDITOR="true")
    assert result.code == 3 and "holds" not in result.err
    assert repository.run(["sh", "-c", result.err.splitlines()[1].removeprefix("try: ")]).ok
    assert not (repository.top / "ran").exists()


# A folder of hooks


@pytest.fixture
def husky(tmp_path: Path, outside: Outside) -> Repository:
    """A clone whose folder of hooks is a tracked link to a folder outside."""
    needs_older_git()
    repository = cloned(tmp_path, {".husky/_": str(outside.folder / "there")})
    repository.git("config", "core.hooksPath", ".husky/_")
    return repository


@pytest.mark.parametrize("absolute", [False, True])
def test_hooks_are_not_put_into_a_folder_to_which_a_link_of_the_work_tree_leads(
    husky: Repository, outside: Outside, absolute: bool
) -> None:
    if absolute:
        husky.git("config", "core.hooksPath", str(husky.top / ".husky/_"))
    result = husky.coordgit("init", "--no-clients")
    lines = result.err.splitlines()
    assert result.code == 3 and not result.out and len(lines) == 2 and not (husky.top / ".git/coordgit").exists(), result
    assert lines[0].startswith(f"coordgit: {husky.top}/.husky/_, where hooks are, leads out of the work tree through a link, to ")
    assert husky.coordgit("uninit").ok and outside.untouched
    assert husky.run(["sh", "-c", lines[1].removeprefix("try: ")]).ok
    assert husky.coordgit("init", "--no-clients").ok and husky.coordgit("doctor").ok
    assert outside.untouched


@pytest.mark.parametrize("target", ["there", "none/deep"])
def test_a_session_in_a_worktree_with_such_a_link_is_told_that_it_is_not_guarded(
    tmp_path: Path, outside: Outside, target: str
) -> None:
    needs_older_git()
    repository = cloned(tmp_path, {"linked": str(outside.folder / target)})
    repository.git("config", "core.hooksPath", "hooks")
    (repository.top / "hooks").mkdir()
    assert repository.coordgit("init", "--no-clients").ok
    repository.git("worktree", "add", "-q", "-b", "later", str(tmp_path / "later"))
    (tmp_path / "later/hooks").symlink_to("linked")
    told = Claude(repository, ANN, tmp_path / "later").send("SessionStart", source="startup")
    assert f"commits in {tmp_path}/later are not checked: {tmp_path}/later/hooks, where hooks are, leads out" in told
    assert outside.untouched
    assert repository.coordgit("uninit").ok and outside.untouched


def test_hooks_are_put_into_a_folder_of_the_work_tree_to_which_a_link_leads(tmp_path: Path) -> None:
    needs_older_git()
    repository = cloned(tmp_path, {"githooks": "scripts/hooks"})
    repository.git("config", "core.hooksPath", "githooks")
    assert repository.coordgit("init", "--no-clients").ok and repository.coordgit("doctor").ok
    assert (repository.top / "scripts/hooks/reference-transaction").exists()
    assert repository.coordgit("uninit").ok and not (repository.top / "scripts").exists()


def test_hooks_are_put_into_a_folder_that_its_user_links_to(tmp_path: Path, outside: Outside) -> None:
    needs_older_git()
    repository = cloned(tmp_path, {})
    (tmp_path / "mine").symlink_to(outside.folder / "there")
    repository.git("config", "core.hooksPath", str(tmp_path / "mine"))
    assert repository.coordgit("init", "--no-clients").ok and repository.coordgit("doctor").ok
    assert repository.coordgit("uninit").ok and outside.untouched


# What settings hold


@pytest.mark.parametrize("depth", [150, 900, 100_000])
@pytest.mark.parametrize("name", ["claude", "copilot"])
def test_settings_that_are_nested_too_deeply_are_left_and_commits_are_guarded(tmp_path: Path, name: str, depth: int) -> None:
    repository = Repository(tmp_path, guarded=False)
    text = '{"a": ' + "[" * depth + "]" * depth + "}"
    repository.commit_files({PATHS[name]: text})
    refused = repository.coordgit("init", "--client", name)
    assert refused.code == 3 and "cannot be read: it is nested too deeply" in refused.err and "\ntry: " in refused.err
    assert "commits here are guarded" in repository.coordgit("doctor").out and repository.coordgit("uninit").ok
    assert (repository.top / PATHS[name]).read_text() == text


@pytest.mark.parametrize("text", ['{"a": "\\ud800", "b": "é\\ud83d\\ude00"}', '{"a": ' + "[" * 50 + "]" * 50 + "}"])
def test_settings_with_what_few_files_hold_are_registered_in_and_put_back(tmp_path: Path, text: str) -> None:
    repository = Repository(tmp_path, guarded=False)
    repository.commit_files({PATHS["claude"]: text})
    assert repository.coordgit("init", "--client", "claude").ok
    written = json.loads((repository.top / PATHS["claude"]).read_text())
    assert written.pop("hooks") and written == json.loads(text)
    assert repository.coordgit("uninit").ok and (repository.top / PATHS["claude"]).read_text() == text
