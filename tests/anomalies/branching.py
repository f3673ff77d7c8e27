"""What sessions do to branches on real git behind the real hooks: commits, merges, landings and what rewrites them."""

from __future__ import annotations

import re

from tests.anomalies.protocol import CONFLICT, NOTHING, PASSED, Outcome
from tests.anomalies.spec import REJECTED
from tests.support.repository import Repository, Result, Session


class Branches:
    """Half of a ``World``: see there for what each call has to do."""

    repository: Repository
    sessions: dict[str, Session]
    clones: bool
    refused: dict[str, str]
    """The newest rejection of each session."""
    reverts: dict[str, str]
    """The commit that has taken out the work of each."""

    def text(self, session: str, path: str) -> str | None:
        file = self.sessions[session].cwd / path
        return file.read_text() if file.is_file() else None

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
        return self._tries(session, *(("rebase", "-q", "--autostash") if rebase else ("merge", "-q", "--no-edit")), main)

    def pull(self, session: str, other: str) -> Outcome:
        if self._must(session, "ls-remote", f"../{other}", "main").split()[0] == self._head(session):
            return Outcome(NOTHING)
        return self._tries(session, "pull", "-q", "--no-rebase", "--no-edit", f"../{other}", "main", end="merge")

    def resolve(self, session: str, path: str, text: str, seen: bool) -> Outcome:
        outcome = self._tries(session, "merge", "-q", "--no-edit", "main", end="")
        if outcome.happened != CONFLICT:
            return outcome
        if seen:
            self._coordgit(session, "read", path)
        self.repository.write(path, text, self.sessions[session].cwd)
        self._must(session, "add", "--", path)
        result = self.sessions[session].git("commit", "-q", "--no-edit")
        if not result.ok:
            self._must(session, "merge", "--abort")
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

    def pick(self, session: str, other: str, how: str) -> Outcome:
        head, patch = self._head(other), self.repository.folder / "patch"
        if self.repository.run(["git", "merge-base", "--is-ancestor", head, "main"]).ok:
            return Outcome(NOTHING)
        if how == "picks":
            return self._tries(session, "cherry-pick", head)
        patch.write_text(self._must(other, "format-patch", "--stdout", "-1"))
        if how == "mails":
            return self._tries(session, "am", "-q", "-3", str(patch))
        self._must(session, "apply", "--index", str(patch))
        outcome = self._commits(session)
        if outcome.happened != PASSED:
            self._must(session, "reset", "-q", "--hard")
        return outcome

    def fold(self, session: str, rebase: bool) -> Outcome:
        head, fork = self._head(session), self._must(session, "merge-base", "main", "HEAD").strip()
        if head == fork:
            return Outcome(NOTHING)
        if rebase:
            editor = "sequence.editor=sed -i '2,$s/^pick/fixup/'"
            return self._tries(session, "-c", editor, "rebase", "-q", "-i", fork, end="rebase")
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

    def revert(self, session: str, other: str, back: bool) -> Outcome:
        log = self._must(session, "log", "--format=%H", f"--grep=^{other}'s", "main").split()
        which = self.reverts.get(other) if back else log[0] if log and other not in self.reverts else None
        if not which:
            return Outcome(NOTHING)
        outcome = self._tries(session, "revert", "--no-edit", which)
        if outcome.happened == PASSED:
            self.reverts = {**self.reverts, other: self._head(session)}
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

    def _tries(self, session: str, *words: str, end: str | None = None) -> Outcome:
        """Run a command that may stop on its way; then it is given up, by the command ``end`` (default: its own name)."""
        result, end = self.sessions[session].git(*words), words[0] if end is None else end
        if not result.ok and end:
            self.sessions[session].git(end, "--abort")
        return self._outcome(session, result) or Outcome(CONFLICT)

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


def _conflict(said: str) -> str:
    """``CG101 api.py`` of «CG101 api.py:2-4»; of a listing or a search the code alone."""
    code, path = said.split(" ", 1)
    return code if code == "CG102" else f"{code} {re.sub(r':[0-9]+-[0-9]+$', '', path)}"
