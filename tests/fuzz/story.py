"""A random story on real git behind the real hooks: sessions read, write, commit, bring main in, land, repair.

The sessions note themselves what they saw and what landed; the oracle judges those notes, never what was recorded.
A story is made from its seed alone, so a failing one can be played again, and cut short.
"""

from __future__ import annotations

import random
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

from tests.oracle.serialization import INITIAL, Asked, History, Landing, Saw, Untrue, told, true_at_parent, witness
from tests.support.repository import Repository, Result, Session

START = {
    "a.py": "".join(f"a{n} = 1\n" for n in range(12)),
    "b.py": "".join(f"b{n} = 1\n" for n in range(12)),
    "d/one.py": "one = 1\n",
    "d/two.py": "two = 1\n",
}
PATHS = (*START, "new.py", "d/three.py")
GLOBS, WORDS = ("*.py", "d/*.py"), ("= 1", "a1", "= 7", "three")
WEIGHTS = {"read": 8, "range": 4, "glob": 2, "grep": 2, "write": 8, "amend": 1, "bring": 3, "rebase": 1, "land": 5, "ack": 1}

CLIP = 60
"""Characters of a text in what is told."""


class Fault(NamedTuple):
    """What is wrong with a story, and the steps that led there."""

    seed: int
    what: str
    steps: tuple[str, ...]


class Worker:
    """One session and what it has seen: the newest read of each item, sticky across its own landings."""

    def __init__(self, session: Session, branch: str) -> None:
        self.session = session
        self.branch = branch
        self.saw: dict[tuple[str, ...], Saw | Asked] = {}
        self.made: set[tuple[str, str | None]] = set()

    def text(self, path: str) -> str | None:
        full = self.session.cwd / path
        return full.read_text() if full.is_file() else None


class Story:
    """One seed, played step by step."""

    def __init__(self, folder: Path, seed: int, linked: bool, guarded: bool = True, names: int = 3) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.linked = linked
        self.repository = Repository(folder, guarded=guarded)
        self.guarded = guarded
        self.repository.commit_files(START)
        self.start = dict(START)
        self.landings: list[Landing] = []
        self.steps: list[str] = []
        self.number = 0
        self.workers = [self._worker(name) for name in ("ann", "bob", "cat", "dan")[:names]]
        if linked:
            self.repository.git("checkout", "-q", "--detach")

    def _worker(self, name: str) -> Worker:
        if not self.linked:
            return Worker(self.repository.session(name), "main")
        return Worker(self.repository.session(name, self.repository.worktree(name)), name)

    def play(self, count: int) -> Fault | None:
        """Play ``count`` steps, then judge."""
        verbs = [verb for verb in WEIGHTS if self.linked or verb not in ("bring", "rebase", "land")]
        for _ in range(count):
            worker = self.random.choice(self.workers)
            verb = self.random.choices(verbs, [WEIGHTS[v] for v in verbs])[0]
            fault = getattr(self, f"_{verb}")(worker)
            if isinstance(fault, str):
                return Fault(self.seed, fault, tuple(self.steps))
        return self.judge()

    def judge(self) -> Fault | None:
        history = History(self.start, tuple(self.landings))
        cycle = witness(history)
        if cycle:
            return Fault(self.seed, told(history, cycle), tuple(self.steps))
        untrue = true_at_parent(history)
        if untrue:
            return Fault(self.seed, _untold(history, untrue), tuple(self.steps))
        return None

    def _note(self, worker: Worker, text: str) -> None:
        self.steps.append(f"{worker.session.name} {text}")

    def _record(self, worker: Worker, *args: str) -> None:
        if self.guarded:
            result = worker.session.coordgit("read", *args)
            assert result.ok, result

    def _read(self, worker: Worker, path: str = "", rev: str = "") -> None:
        path = path or self.random.choice(PATHS)
        self._note(worker, f"reads {path} {rev}")
        if rev:
            shown = worker.session.git("show", f"{rev}:{path}")
            text = shown.out if shown.ok else None
            self._record(worker, "--at", rev, path)
        else:
            text = worker.text(path)
            self._record(worker, path)
        if (path, text) in worker.made and not rev and self._tip().get(path) != text:
            return  # its own text that has not landed tells it nothing
        if self.linked and not rev:
            text = self._fork(worker).get(path)  # what its own commits have made of that binds it to nobody
        for key in [key for key in worker.saw if key[0] == path]:
            del worker.saw[key]
        worker.saw[path, ""] = Saw(path, text)

    def _range(self, worker: Worker) -> None:
        path = self.random.choice(("a.py", "b.py"))
        text = worker.text(path)
        whole = worker.saw.get((path, ""))
        if text is None or text.count("\n") < 3 or (path, text) in worker.made:
            return
        parts = [read for key, read in worker.saw.items() if key[0] == path and isinstance(read, Asked)]
        if (isinstance(whole, Saw) and whole.blob != text) or not all(read.answer(path, text) for read in parts):
            self._read(worker, path)  # a range can make another, and a read of all of it, true again: not noted here
            return
        first = self.random.randint(1, text.count("\n") - 2)
        last = first + self.random.randint(0, 2)
        self._note(worker, f"reads {path}:{first}-{last}")
        self._record(worker, f"{path}:{first}-{last}")
        seen = "".join(text.splitlines(keepends=True)[first - 1 : last])
        worker.saw[path, f"{first}-{last}"] = Asked(
            f"{path}:{first}-{last}", ((path, True),), lambda at, now: (at == path and f"\n{seen}" in f"\n{now}") or None
        )

    def _files(self, worker: Worker) -> dict[str, str]:
        """What a question is asked of. A session's own text that has not landed tells it nothing: there the answer is what
        the text was made from, which its branch has of the main line."""
        found = {path: text for path in PATHS if (text := worker.text(path)) is not None}
        own = [path for path in PATHS if self.linked and (path, found.get(path)) in worker.made]
        if own:
            fork = self._fork(worker)
            found = {path: text for path, text in found.items() if path not in own}
            found |= {path: fork[path] for path in own if path in fork}
        return found

    def _fork(self, worker: Worker) -> dict[str, str]:
        """What the worker's branch has of the main line."""
        return self._tip(worker.session.git("merge-base", "HEAD", "main").out.strip())

    def _glob(self, worker: Worker, glob: str = "") -> None:
        glob = glob or self.random.choice(GLOBS)
        self._note(worker, f"lists {glob}")
        self._record(worker, "--glob", glob)
        names = [path for path in self._files(worker) if _names(glob, path)]
        worker.saw["", f"ls {glob}"] = Asked(
            f"ls {glob}", tuple((name, True) for name in sorted(names)), lambda path, _: _names(glob, path) or None
        )

    def _grep(self, worker: Worker, word: str = "") -> None:
        word = word or self.random.choice(WORDS)
        self._note(worker, f"greps {word!r}")
        self._record(worker, "--grep", re.escape(word))

        def answer(path: str, text: str) -> object:
            return tuple(sorted(line for line in text.splitlines() if word in line)) or None

        found = ((path, answer(path, text)) for path, text in sorted(self._files(worker).items()))
        worker.saw["", f"grep {word}"] = Asked(f"grep {word}", tuple(pair for pair in found if pair[1]), answer)

    def _new_text(self, worker: Worker, path: str) -> str | None:
        text = worker.text(path)
        self.number += 1
        if text is None:
            return f"{path.rsplit('/', 1)[-1].removesuffix('.py')} = {self.number}\n"
        if self.random.random() < 0.08:
            return None
        lines = text.splitlines(keepends=True)
        at = self.random.randrange(len(lines)) if lines else 0
        choice = self.random.random()
        if choice < 0.6 and lines:
            lines[at] = re.sub(r"= \d+", f"= {self.number}", lines[at]) if "=" in lines[at] else f"x = {self.number}\n"
        elif choice < 0.8 or not lines:
            lines.insert(at, f"more{self.number} = 7\n")
        else:
            del lines[at]
        return "".join(lines)

    def _write(self, worker: Worker, amend: bool = False) -> str | None:
        path = self.random.choice(PATHS)
        before = self._tip()
        text = self._new_text(worker, path)
        old = worker.text(path)
        if text == old:
            return None
        self._note(worker, f"{'amends' if amend else 'commits'} {path} {_clipped(text)}")
        full = worker.session.cwd / path
        if text is None:
            full.unlink()
        else:
            full.parent.mkdir(exist_ok=True)
            full.write_text(text)
        worker.session.git("add", "-A", "--", path)
        options = ["--amend", "--allow-empty"] if amend else []  # it may take back all that the commit did
        result = worker.session.git("commit", "-qm", f"{worker.session.name} {self.number}", *options, "--", path)
        if not result.ok:
            worker.session.git("reset", "-q", "--hard", "HEAD")
            return self._repair(worker, result)
        worker.made.add((path, text))
        self._landed(worker, before)
        return None

    def _amend(self, worker: Worker) -> str | None:
        """Only a commit of one's own, and on a branch of one's own: elsewhere it would rewrite what others landed."""
        if not self.linked or worker.session.git("log", "-1", "--format=%s").out.split(" ")[0] != worker.session.name:
            return None
        if worker.session.git("merge-base", "--is-ancestor", "HEAD", "main").ok:
            return None
        return self._write(worker, amend=True)

    def _bring(self, worker: Worker) -> str | None:
        self._note(worker, "merges main")
        result = worker.session.git("merge", "-q", "--no-edit", "main")
        if not result.ok:
            worker.session.git("merge", "--abort")
            return f"bringing main in was rejected: {result.err}" if "coordgit" in result.err else None
        return None

    def _rebase(self, worker: Worker) -> str | None:
        self._note(worker, "rebases onto main")
        result = worker.session.git("rebase", "-q", "main")
        if not result.ok:
            worker.session.git("rebase", "--abort")
            return f"a rebase was rejected: {result.err}" if "coordgit: rejected" in result.err else None
        return None

    def _land(self, worker: Worker) -> str | None:
        """By fast-forward where that goes, else by a merge commit; main is checked out nowhere."""
        self._note(worker, "lands")
        before, git = self._tip(), worker.session.git
        old, new = (git("rev-parse", ref).out.strip() for ref in ("main", "HEAD"))
        if git("merge-base", "--is-ancestor", "HEAD", "main").ok:
            return None
        if not git("merge-base", "--is-ancestor", "main", "HEAD").ok:
            tree = git("merge-tree", "--write-tree", "main", "HEAD")
            if not tree.ok:
                return None
            made = git("commit-tree", tree.out.split("\n")[0], "-p", "main", "-p", "HEAD", "-m", "land")
            new = made.out.strip()
        result = git("update-ref", "refs/heads/main", new, old)
        if not result.ok:
            return self._repair(worker, result)
        self._landed(worker, before)
        return None

    def _ack(self, worker: Worker) -> None:
        """Nothing: acknowledging is part of a repair."""

    def _repair(self, worker: Worker, result: Result) -> str | None:
        if not self.guarded:
            return None
        if not result.rejected:
            return f"no rejection, yet it failed: {result}"
        self._note(worker, f"is rejected: {result.rejected}")
        if self.random.random() < 0.25:
            self._note(worker, f"acknowledges {result.verdict}")
            worker.session.coordgit("ack", result.verdict, "--why", "fuzz")
            self._acknowledged(worker, result)
            return None
        if self.linked:
            fault = self._bring(worker)
            if fault:
                return fault
        for conflict in result.rejected:
            code, _, where = conflict.partition(" ")
            path = where.split(":")[0]
            if code == "CG102":
                for key in [key for key in worker.saw if not key[0]]:
                    kind, _, what = key[1].partition(" ")
                    (self._glob if kind == "ls" else self._grep)(worker, what)
            else:
                self._read(worker, path, rev="main" if self.linked and self.random.random() < 0.5 else "HEAD" * (code == "CG201"))
        return None

    def _acknowledged(self, worker: Worker, result: Result) -> None:
        """Whoever acknowledges knows what the line has of just those reads."""
        tip = self._tip()
        for conflict in result.rejected:
            code, _, where = conflict.partition(" ")
            path, _, numbers = where.partition(":")
            for key, read in list(worker.saw.items()):
                if code == "CG102" and isinstance(read, Asked) and not key[0]:
                    answers = ((at, read.answer(at, text)) for at, text in sorted(tip.items()))
                    worker.saw[key] = read._replace(found=tuple(pair for pair in answers if pair[1] is not None))
                elif key[0] == path and isinstance(read, Saw):
                    worker.saw[key] = Saw(path, tip.get(path))
                elif key[0] == path and (not numbers or key[1] == numbers):
                    del worker.saw[key]

    def _tip(self, rev: str = "main") -> dict[str, str]:
        names = self.repository.git("ls-tree", "-r", "--name-only", rev).split("\n")
        texts = self.repository.run(["git", "cat-file", "--batch"], stdin="".join(f"{rev}:{name}\n" for name in names if name))
        found, rest = {}, texts.out
        for name in names:
            if name:
                head, _, rest = rest.partition("\n")
                size = int(head.rsplit(" ", 1)[1])
                found[name], rest = rest[:size], rest[size + 1 :]
        return found

    def _landed(self, worker: Worker, before: dict[str, str]) -> None:
        """Note what main's tip became, if it moved."""
        now = self._tip()
        if now == before:
            return
        wrote = {path: now.get(path) for path in sorted({*now, *before}) if now.get(path) != before.get(path)}
        name = f"c{len(self.landings) + 1}"
        self.landings.append(Landing(name, worker.session.name, tuple(worker.saw.values()), wrote, frozenset(worker.made)))


def _names(glob: str, path: str) -> bool:
    """``*`` stays within a folder; a glob without a folder names the top's files."""
    return fnmatchcase(path, glob) and path.count("/") == glob.count("/")


def _untold(history: History, untrue: tuple[Untrue, ...]) -> str:
    """The landed reads that were not true, one a line."""
    reads = "1 landed read was" if len(untrue) == 1 else f"{len(untrue)} landed reads were"
    return "\n  ".join([f"{reads} not true:", *(_said(history, read) for read in untrue)])


def _said(history: History, untrue: Untrue) -> str:
    landing, path = history.landings[untrue.landing], untrue.path
    by = "no landing made it" if untrue.by == INITIAL else "see {0.name} of {0.session}".format(history.landings[untrue.by])
    seen, there = _apart(untrue.seen, untrue.there)
    asked = f"asked {untrue.read.question!r}, which found" if isinstance(untrue.read, Asked) else "saw"
    return f"{landing.session} {asked} {seen} in {path}, but {landing.name} landed on {there} ({by})"


def _apart(one: object, other: object) -> tuple[str, str]:
    """Two texts or answers, in words; of two texts the lines that only one of them has, if there are any."""
    if isinstance(one, str) and isinstance(other, str):
        sides = one.splitlines(), other.splitlines()
        only = [line for line in sides[0] if line not in sides[1]], [line for line in sides[1] if line not in sides[0]]
        one, other = only if any(only) else (one, other)
    return _clipped(one), _clipped(other)


def _clipped(what: object) -> str:
    said = "nothing" if what is None else "it" if what is True else repr(what)
    return said if len(said) <= CLIP else said[: CLIP - 3] + "..."


def shortest(folder: Path, seed: int, linked: bool, guarded: bool, count: int) -> tuple[int, Fault] | None:
    """The smallest number of steps after which the story of a seed is at fault."""
    low, high, found = 1, count, None
    while low <= high:
        middle = (low + high) // 2
        fault = Story(folder / f"{seed}-{middle}", seed, linked, guarded).play(middle)
        if fault:
            found, high = (middle, fault), middle - 1
        else:
            low = middle + 1
    return found
