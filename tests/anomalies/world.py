"""Real git behind the real hooks as a ``World``: a guarded repository in which every session names itself.

Sessions record with ``coordgit read`` and are told nothing between their steps. What a client's search or edit tool would
record goes through the client's hook, as a sub-agent's call: its answer shows the session nothing that counts.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import coordgit.cli.ack
import coordgit.cli.explain
import coordgit.cli.hook
import coordgit.cli.init
import coordgit.cli.read
import coordgit.cli.session  # noqa: F401  a forked child finds these imported
from tests.anomalies.rule import TIED
from tests.anomalies.run import CONFLICT, NOTHING, PASSED, Outcome, matching
from tests.anomalies.spec import CLONES, LEVELS, LINKED, REJECTED, SHARED, Script
from tests.support.claude import SUB_AGENT, Claude
from tests.support.environment import hermetic
from tests.support.repository import Repository, Result

SETTINGS = {level: f"level = {level}" for level in LEVELS if level != "tied"} | {"tied": "searches = tied"}
"""``coordgit.*`` at each of ``spec.LEVELS``. At ``strict`` searches are declared, and so always count."""


class Worlds:
    """Opens worlds below a folder, one at a time: each is a copy of a repository that stands at the script's start.

    With ``hooked``, and where the script says so, every edit goes through the client's hook too; else nobody says who wrote what.
    """

    def __init__(self, folder: Path, hooked: bool = False) -> None:
        self.folder = folder
        self.hooked = hooked
        self.started: dict[object, Path] = {}
        self.texts: dict[str, str] = {}
        """The text of each blob that was ever looked up."""

    def open(self, kind: str, level: str, script: Script) -> Git:
        """A fresh world; the one before it is gone."""
        copy = self.folder / "world"
        shutil.rmtree(copy, ignore_errors=True)
        names = tuple(script.sessions) if kind != SHARED else ()
        start = self.started.get(key := (tuple(script.setup.items()), names, kind)) or self._start(script, names, kind)
        self.started[key] = start
        shutil.copytree(start, copy)
        listed = copy / "home/.local/state/coordgit/repositories"  # a client's hook opens what a set-up registered
        listed.write_text(listed.read_text().replace(str(start), str(copy)))
        for name in names if kind == LINKED else ():  # git keeps these two paths in full
            for file in (copy / name / ".git", copy / "repo/.git/worktrees" / name / "gitdir"):
                file.write_text(file.read_text().replace(str(start), str(copy)))
        for name in names if kind == CLONES else ("repo",):
            with (copy / name / ".git/config").open("a") as config:
                config.write(f"[coordgit]\n\t{SETTINGS[level]}\n")
        return Git(self, copy, kind, level, script)

    def _start(self, script: Script, names: tuple[str, ...], kind: str) -> Path:
        folder = self.folder / f"start-{len(self.started)}"
        repository = Repository(folder)
        repository.commit_files(dict(script.setup))
        if kind == CLONES:
            repository.git("init", "-q", "--bare", "-b", "main", "../hub.git")
            repository.git("push", "-q", "../hub.git", "main")
        for name in names:
            if kind == CLONES:
                repository.git("clone", "-q", "../hub.git", str(folder / name))
                repository.git("config", "remote.origin.url", "../hub.git", cwd=folder / name)
                made = repository.coordgit("init", "--no-clients", cwd=folder / name)
                assert made.ok, made
            else:
                repository.worktree(name)
        for sample in (repository.top / ".git/hooks").glob("*.sample"):
            sample.unlink()
        return folder


class Git:
    """A ``World``: see there for what each call has to do."""

    def __init__(self, worlds: Worlds, folder: Path, kind: str, level: str, script: Script) -> None:
        self.worlds = worlds
        self.hooked = worlds.hooked or script.recorded
        self.level = level
        self.repository = _Copy(folder)
        self.clones = kind == CLONES
        self.git_dir = folder / "hub.git" if self.clones else self.repository.top / ".git"
        """Where the line is."""
        self.sessions = {
            name: self.repository.session(name, self.repository.top if kind == SHARED else folder / name)
            for name in script.sessions
        }
        self.clients = {name: Claude(self.repository, name, session.cwd) for name, session in self.sessions.items()}
        self.calls: dict[str, tuple[dict[str, Any], str, str]] = {}
        self.refused: dict[str, str] = {}
        self.known_tip: tuple[str, dict[str, str]] = ("", {})

    # What a session sees.

    def tip(self) -> Mapping[str, str]:
        oid = (self.git_dir / "refs/heads/main").read_text()
        if oid != self.known_tip[0]:
            rows = self.repository.git("ls-tree", "-r", "-z", "main", cwd=self.git_dir).split("\0")[:-1]
            blobs = {path: about.split()[2] for about, path in (row.split("\t") for row in rows)}
            for blob in {*blobs.values()} - {*self.worlds.texts}:
                self.worlds.texts[blob] = self.repository.run(["git", "cat-file", "blob", blob], self.git_dir).out
            self.known_tip = (oid, {path: self.worlds.texts[blob] for path, blob in blobs.items()})
        return self.known_tip[1]

    def text(self, session: str, path: str) -> str | None:
        file = self.sessions[session].cwd / path
        return file.read_text() if file.is_file() else None

    def read(self, session: str, path: str, lines: tuple[int, int] | None, at_main: bool) -> str | None:
        text = self.tip().get(path) if at_main else self.text(session, path)
        name = f"{path}:{lines[0]}-{lines[1]}" if lines else path
        self._coordgit(session, "read", *(("--at", "main") if at_main else ()), name)
        if text is None or lines is None:
            return text
        return "".join(text.splitlines(keepends=True)[lines[0] - 1 : lines[1]])

    def begin(self, session: str, path: str) -> str | None:
        client, text = self.clients[session], self.text(session, path)
        self.calls[session] = {"command": f"cat {path}; make test"}, text or "", client.call()
        client.before("Bash", self.calls[session][0], self.calls[session][2], **SUB_AGENT)
        return text

    def end(self, session: str) -> None:
        given, text, call = self.calls.pop(session)
        response = {"stdout": text, "stderr": "", "interrupted": False}
        self.clients[session].after("Bash", given, response, call, **SUB_AGENT)

    def listing(self, session: str, glob: str) -> frozenset[str]:
        found = frozenset(path for path in self._files(session) if fnmatchcase(path, glob))
        if self.level in TIED:
            response = {"filenames": sorted(found), "durationMs": 1, "numFiles": len(found), "truncated": False}
            self._calls(session, "Glob", {"pattern": glob}, response)
        else:
            self._coordgit(session, "read", "--glob", glob)
        return found

    def search(self, session: str, pattern: str, glob: str) -> Mapping[str, tuple[str, ...]]:
        texts = {path: self.text(session, path) or "" for path in self._files(session) if fnmatchcase(path, glob)}
        found = {path: lines for path, text in sorted(texts.items()) if (lines := matching(text, pattern))}
        if self.level in TIED:
            given = {"pattern": pattern, "output_mode": "files_with_matches"} | ({} if glob == "*" else {"glob": glob})
            response = {"mode": "files_with_matches", "filenames": list(found), "numFiles": len(found)}
            self._calls(session, "Grep", given, response)
        else:
            self._coordgit(session, "read", "--grep", pattern, *(() if glob == "*" else (glob,)))
        return found

    def clear(self, session: str) -> None:
        self._coordgit(session, "session", "clear")

    # What it does to files.

    def write(self, session: str, path: str, text: str | None) -> None:
        if self.hooked:
            self._writes(session, path, text)
        else:
            self._puts(session, path, text)

    def discard(self, session: str, path: str) -> None:
        self._must(session, "checkout", "-q", "HEAD", "--", path)

    def stash(self, session: str, pop: bool) -> None:
        self._must(session, "stash", *(("pop", "-q") if pop else ("-q",)))

    def load_index(self, session: str, empty: bool) -> None:
        self._must(session, "read-tree", "--empty" if empty else "HEAD", **self._index(session))

    def stage(self, session: str, path: str) -> None:
        self._must(session, "add", "--", path, **self._index(session))

    # What it does to branches.

    def commit(self, session: str, paths: tuple[str, ...], amend: bool) -> Outcome:
        gone = [path for path in paths if self.text(session, path) is None]
        never = {*gone} - {*self._must(session, "ls-files", "-z", "--", *gone).split("\0")} if gone else set()
        named = [path for path in paths if path not in never]
        if not named:
            return Outcome(NOTHING)
        self._must(session, "add", "-A", "--", *named)
        outcome = self._commits(session, *(("--amend",) if amend else ()), "--", *named)
        if outcome.happened != PASSED:
            self._must(session, "reset", "-q", "--", *named)
        return outcome

    def commit_all(self, session: str) -> Outcome:
        self._must(session, "add", "-A")
        outcome = self._commits(session)
        if outcome.happened != PASSED:
            self._must(session, "reset", "-q")
        return outcome

    def commit_own(self, session: str) -> Outcome:
        result = self.sessions[session].coordgit("commit", "-m", f"{session}'s")
        if result.code == 1 and not result.rejected:
            return Outcome(CONFLICT if "coordgit: refused: " in result.err else NOTHING)
        outcome = self._outcome(session, result)
        assert outcome, result
        return outcome

    def commit_index(self, session: str) -> Outcome:
        return self._commits(session, **self._index(session))

    def bring(self, session: str, rebase: bool) -> Outcome:
        main = "main"
        if self.clones:
            self._must(session, "fetch", "-q")
            main = "origin/main"
        words = ("rebase", "-q", "--autostash", main) if rebase else ("merge", "-q", "--no-edit", main)
        result = self.sessions[session].git(*words)
        if not result.ok:
            self.sessions[session].git(words[0], "--abort")
        return self._outcome(session, result) or Outcome(CONFLICT)

    def land(self, session: str, squash: bool = False) -> Outcome:
        """In the main work tree, where nobody works."""
        if self.clones:
            return self._push(session)
        main, head = self.repository.session(session, self.repository.top), self._head(session)
        result = main.git("merge", *(("--squash",) if squash else ("--no-edit",)), head)
        if result.out.startswith("Already up to date"):
            return Outcome(NOTHING)
        if result.ok and squash:
            result = main.git("commit", "-q", "-m", f"{session}'s, squashed")
        if not result.ok:
            self.repository.git("reset", "-q", "--hard")
        return self._outcome(session, result) or Outcome(CONFLICT)

    def pick(self, session: str, other: str) -> Outcome:
        head = self._head(other)
        if self.repository.run(["git", "merge-base", "--is-ancestor", head, "main"]).ok:
            return Outcome(NOTHING)
        result = self.sessions[session].git("cherry-pick", head)
        if not result.ok:
            self.sessions[session].git("cherry-pick", "--abort")
        return self._outcome(session, result) or Outcome(CONFLICT)

    def fold(self, session: str) -> Outcome:
        head, fork = self._head(session), self._must(session, "merge-base", "main", "HEAD").strip()
        if head == fork:
            return Outcome(NOTHING)
        self._must(session, "reset", "-q", "--soft", fork)
        outcome = self._commits(session)
        if outcome.happened != PASSED:
            self._must(session, "reset", "-q", "--soft", head)
        return outcome

    def detach(self, session: str) -> None:
        self._must(session, "switch", "-q", "--detach")

    def plant(self, session: str, path: str, text: str) -> Outcome:
        self._must(session, "read-tree", "HEAD", **self._index(session))
        blob = self.repository.run(["git", "hash-object", "-w", "--stdin"], stdin=text).out.strip()
        self._must(session, "update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", **self._index(session))
        tree = self._must(session, "write-tree", **self._index(session)).strip()
        commit = self._must(session, "commit-tree", "-p", "HEAD", "-m", f"{session}'s", tree).strip()
        outcome = self._outcome(session, self.sessions[session].git("update-ref", "refs/heads/main", commit))
        assert outcome
        return outcome

    def rewind(self, session: str) -> Outcome:
        """The ref first: ``git reset --hard`` leaves the older files behind where the ref may not move."""
        outcome = self._outcome(session, self.sessions[session].git("update-ref", "refs/heads/main", "HEAD~1"))
        assert outcome
        self._must(session, "reset", "-q", "--hard")
        return outcome

    def switch(self, session: str, branch: str) -> None:
        there = branch == "main" or self.sessions[session].git("rev-parse", "-q", "--verify", branch).ok
        self._must(session, "switch", "-q", *(() if there else ("-c",)), branch)

    def ack(self, session: str) -> None:
        if self.refused.get(session):
            self._coordgit(session, "ack", self.refused[session], "--why", "it does not matter here")

    # From here on: how.

    def _head(self, session: str) -> str:
        return self._must(session, "rev-parse", "HEAD").strip()

    def _push(self, session: str) -> Outcome:
        before, its = self._head(session), self.sessions[session]
        self._must(session, "fetch", "-q")
        if not self._must(session, "rev-list", "origin/main..HEAD"):
            return Outcome(NOTHING)
        result = its.git("merge", "-q", "--no-edit", "origin/main")
        if not result.ok:
            its.git("merge", "--abort")
            return self._outcome(session, result) or Outcome(CONFLICT)
        outcome = self._outcome(session, its.git("push", "-q", "origin", "main"))
        assert outcome
        if outcome.happened == REJECTED:
            self._must(session, "reset", "-q", "--hard", before)
        return outcome

    def _files(self, session: str) -> list[str]:
        top = self.sessions[session].cwd
        files = (file.relative_to(top) for file in top.rglob("*") if file.is_file())
        return [str(file) for file in files if file.parts[0] != ".git"]

    def _coordgit(self, session: str, *args: str) -> None:
        result = self.sessions[session].coordgit(*args)
        assert result.ok, result

    def _must(self, session: str, *args: str, **more: str) -> str:
        result = self.sessions[session].git(*args, **more)
        assert result.ok, result
        return result.out

    def _index(self, session: str) -> dict[str, str]:
        return {"GIT_INDEX_FILE": str(self.repository.folder / f"index-{session}")}

    def _commits(self, session: str, *args: str, **more: str) -> Outcome:
        result = self.sessions[session].git("commit", "-q", "-m", f"{session}'s", *args, **more)
        outcome = self._outcome(session, result)
        assert outcome or (result.code == 1 and not result.err), result
        return outcome or Outcome(NOTHING)

    def _outcome(self, session: str, result: Result) -> Outcome | None:
        """Passed or rejected; ``None``: git itself did not do it."""
        if result.ok:
            self.refused[session] = ""
            return Outcome(PASSED)
        if not result.rejected:
            assert "coordgit" not in result.err, result
            return None
        self.refused[session] = result.verdict
        return Outcome(REJECTED, frozenset(map(_conflict, result.rejected)))

    def _puts(self, session: str, path: str, text: str | None) -> None:
        if text is None:
            (self.sessions[session].cwd / path).unlink()
        else:
            self.repository.write(path, text, self.sessions[session].cwd)

    def _writes(self, session: str, path: str, text: str | None) -> None:
        """The Write tool; a file is removed with the shell tool."""
        client, before = self.clients[session], self.text(session, path)
        full, call = str(client.cwd / path), client.call()
        tool, given, response = "Bash", {"command": f"rm '{full}'"}, {"stdout": "", "stderr": "", "interrupted": False}
        if text is not None:
            tool, given = "Write", {"file_path": full, "content": text}
            response = {"type": "update" if before else "create", "filePath": full, "content": text, "originalFile": before}
        client.before(tool, given, call, **SUB_AGENT)
        self._puts(session, path, text)
        client.after(tool, given, response, call, **SUB_AGENT)

    def _calls(self, session: str, tool: str, given: dict[str, Any], response: dict[str, Any]) -> None:
        client = self.clients[session]
        client.after(tool, given, response, client.call(), **SUB_AGENT)


class _Copy(Repository):
    """A repository that is there already."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.top, self.program = folder, folder / "repo", ("git",)
        self.env = hermetic(folder / "home", folder)


def _conflict(said: str) -> str:
    """``CG101 api.py`` of «CG101 api.py:2-4»; of a listing or a search the code alone."""
    code, path = said.split(" ", 1)
    return code if code == "CG102" else f"{code} {re.sub(r':[0-9]+-[0-9]+$', '', path)}"
