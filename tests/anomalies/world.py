"""Real git behind the real hooks as a ``World``: a guarded repository in which every session names itself.

Sessions record with ``coordgit read`` and are told nothing between their steps. What a client's search or edit tool would
record goes through the client's hook, as a sub-agent's call: its answer shows the session nothing that counts.
"""

from __future__ import annotations

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
from tests.anomalies.branching import Branches
from tests.anomalies.rule import TIED
from tests.anomalies.run import matching
from tests.anomalies.spec import CLONES, LEVELS, LINKED, SHARED, Script
from tests.support.claude import SUB_AGENT, Claude
from tests.support.environment import hermetic
from tests.support.repository import Repository

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


class Git(Branches):
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
        self.refused, self.reverts = {}, {}
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

    def take(self, session: str, path: str) -> None:
        self._must(session, "checkout", "-q", "side", "--", path)

    def stash(self, session: str, pop: bool) -> None:
        self._must(session, "stash", *(("pop", "-q") if pop else ("-q",)))

    def load_index(self, session: str, empty: bool) -> None:
        self._must(session, "read-tree", "--empty" if empty else "HEAD", **self._index(session))

    def stage(self, session: str, path: str) -> None:
        self._must(session, "add", "--", path, **self._index(session))

    # From here on: how.

    def _files(self, session: str) -> list[str]:
        top = self.sessions[session].cwd
        files = (file.relative_to(top) for file in top.rglob("*") if file.is_file())
        return [str(file) for file in files if file.parts[0] != ".git"]

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
