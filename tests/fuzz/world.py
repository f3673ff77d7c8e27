"""Where a random story happens: one repository on real git, the sessions in it, and what they note."""

import random
import shlex
import time
from collections.abc import Callable, Iterable, Mapping, Set
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tests.fuzz.notes import Look, Notes
from tests.fuzz.objects import Objects
from tests.fuzz.texts import PATHS, START, THERE, Lines, attributes, lines, path_of
from tests.oracle.serialization import Asked, History, Landing, Saw, true_at_parent
from tests.support.claude import Claude
from tests.support.repository import Repository, Result, Session

NAMES = ("ann", "bob", "cat")
CLIP = 60
"""Characters of a text in what is told."""
REWRITES = count(1)
"""How many seconds after now each rewritten commit or stash is dated: within the second of the first it could get the same id,
and a story would go on otherwise in a slower run."""
READS = ("CG101", "CG102", "CG103", "CG105")
LEVELS = {"record": ("",), "snapshot": READS, "strict": ()}
"""Each level, and the beginnings of the codes that it rejects nothing for."""


class Fault(NamedTuple):
    """What is wrong with a story, and the steps that led there."""

    seed: int
    what: str
    steps: tuple[str, ...]


class AtFault(Exception):
    """A story went wrong."""


class Client(Claude):
    """A client whose session notes all that the hooks put before it."""

    def __init__(self, session: Session, notes: Notes) -> None:
        super().__init__(session.repository, session.name, session.cwd)
        self.notes = notes

    def send(self, event: str, **fields: Any) -> str:
        if event == "PreToolUse":
            self.notes.called()
        said = super().send(event, **fields)
        self.notes.told(said)
        return said


class Worker:
    """One session: on its own branch, or with the others on main; by the command line, or as a client with its hooks."""

    def __init__(self, session: Session, branch: str, hooked: bool, objects: Objects) -> None:
        self.session = session
        self.objects = objects
        self.name = session.name
        self.branch = branch
        self.notes = Notes(lines(START))
        self.client = Client(session, self.notes) if hooked else None
        self.dirty: set[str] = set()
        """What it has edited and not committed."""
        self.put_back: set[str] = set()
        """What a rejected revert of its had changed: git keeps the revert's message until the next commit."""
        self.left = ""
        """The commit that its work tree has, where HEAD has moved and it has not."""

    def text(self, path: str) -> str | None:
        full = self.session.cwd / path
        return full.read_text() if full.is_file() else None

    def files(self) -> dict[str, str]:
        return {path: text for path in PATHS if (text := self.text(path)) is not None}

    def edited(self, paths: Iterable[str]) -> set[str]:
        """Those of some files that are not as HEAD has them."""
        head = self.objects.files("HEAD", self.session.cwd)
        return {path for path in paths if self.text(path) != head.get(path)}

    def head(self) -> str:
        """The commit that it is at."""
        return self.objects.id("HEAD", self.session.cwd)

    def has_landed(self, main: str) -> bool:
        """Whether the main branch has all its commits."""
        return self.objects.is_ancestor(self.head(), self.objects.id(main))

    def git(self, *words: str) -> Result:
        """Ask git something that no session has to know of."""
        return self.session.git(*words)

    def stages(self, paths: Iterable[str]) -> None:
        """Put files into the index as they are. git puts none there if one is gone from both, as after a soft reset."""
        if not self.git("add", "-A", "--", *paths).ok:
            for path in paths:
                self.git("add", "-A", "--", path)

    def runs(self, *words: str) -> Result:
        """Run git as the session does; a client's hooks see the call."""
        self.notes.called()
        env = self.session.repository.env
        if {"cherry-pick", "rebase", "--rebase", "--amend"} & {*words}:
            env["GIT_COMMITTER_DATE"] = f"@{int(time.time()) + next(REWRITES)} +0000"
        try:
            if self.client is not None:
                return self.client.runs(shlex.join(["git", *words]))
            result = self.session.git(*words)
        finally:
            env.pop("GIT_COMMITTER_DATE", None)
        self.notes.told(result.err)
        return result

    def coordgit(self, *words: str) -> Result:
        self.notes.called()
        env = self.client.env if self.client else self.session.env
        result = self.session.repository.coordgit(*words, cwd=self.session.cwd, **env)
        self.notes.told(result.out + result.err)
        return result


class World:
    """The repository, its sessions, what they did, and what landed."""

    main = "main"
    """The branch that work lands on, as the sessions name it."""

    def __init__(self, folder: Path, seed: int, *, linked: bool, guarded: bool = True) -> None:
        self.random = random.Random(seed)
        self.seed = seed
        self.linked = linked
        self.apart = linked
        """Whether each session has a branch of its own."""
        self.guarded = guarded
        self.repository = self._begin(folder)
        self.objects = Objects(self.repository)
        self.start = lines(START)
        self.landings: list[Landing] = []
        self.unclear: set[tuple[str, str]] = set()
        """Files that ``git commit-tree`` was given merged: whoever ran it may have made them so."""
        self.level = "strict"
        self.lenient: set[str] = set()
        """Commits that landed at another level, with stale reads perhaps."""
        self.locks: dict[str, str] = {}
        """Path -> who holds it."""
        self.steps: list[str] = []
        self.number = 100
        self.ever: set[tuple[str, str | None]] = {*self.start.items()}
        """What main has had."""
        self.makers: dict[tuple[str, str | None], set[str]] = {pair: {""} for pair in self.start.items()}
        """Who gave a line its text; "": it was so from the start."""
        self.squashed: dict[str, set[str]] = {}
        """Subject of a commit that was made of other sessions' work -> who they are."""
        self.workers = [self._worker(name) for name in NAMES]
        if linked:
            self.repository.git("checkout", "-q", "--detach")

    def _begin(self, folder: Path) -> Repository:
        """The repository whose main branch counts."""
        repository = Repository(folder, guarded=self.guarded)
        repository.commit_files(START)
        return repository

    def _worker(self, name: str) -> Worker:
        hooked = self.random.random() < 0.5
        session = self._session(name)
        objects = self.objects if session.repository is self.repository else Objects(session.repository)
        return Worker(session, name if self.linked else "main", hooked and self.guarded, objects)

    def _session(self, name: str) -> Session:
        return self.repository.session(name, self.repository.worktree(name) if self.linked else self.repository.top)

    def brings(self) -> tuple[str, ...]:
        """The command by which a session brings the main branch into its own."""
        return "merge", "--no-edit", "main"

    def note(self, worker: Worker, text: str) -> None:
        self.steps.append(f"{worker.name} {text}")

    def tip(self) -> dict[str, str]:
        """The files of the main branch."""
        return self.objects.files("main")

    def at(self, worker: Worker, rev: str = "") -> dict[str, str]:
        """The files of a commit, by default of the session's branch, as its repository has it."""
        return worker.objects.files(rev or worker.branch, worker.session.cwd)

    def ended(self, worker: Worker) -> None:
        """A session that ends holds no locks."""
        self.locks = {path: holder for path, holder in self.locks.items() if holder != worker.name}

    def landed(
        self,
        worker: Worker,
        before: Lines,
        after: str = "main",
        whose: Set[str] = frozenset(),
        found: Mapping[str, Lines] | None = None,
    ) -> None:
        """Note what main's tip became, if it moved, and what all knew then whose work it is: ``whose`` commits it has, by default
        this session's, and who made what they changed. ``found``: what the work of each lands on, if not on ``before`` alone."""
        now, wrote = self._wrote(before, after)
        if not wrote:
            return
        for other in self.workers:
            other.put_back.clear()
        if self.level != "strict":
            self.lenient.add(self.objects.id(after))
        for path in {path_of(key) for key in wrote}:
            if self.locks.get(path, worker.name) != worker.name and self.level != "record":
                raise AtFault(f"{worker.name} landed in {path}, which {self.locks[path]} has locked")
        ignored = {path: attributes(path, before, now) for path in PATHS if attributes(path, before, now)}
        committers = whose or {worker.name}
        names = {*committers}
        filled = {f"{path_of(key)}#" for key, line in wrote.items() if line and key[-1] != "#" and (key, line) in self.makers}
        for key, line in sorted(wrote.items(), key=lambda item: item[1] is None):  # of a file, its lines tell who filled it
            makers = self._unlanded_makers(key, line) if line or not key.endswith("##") else set()
            others = names if line is None else committers  # of several who took a line out, it is the one whose lines are here
            names |= makers if others.isdisjoint(makers) and key not in filled else set()
        known = tuple(
            read
            for other in self.workers
            if other.name in names
            for look in other.notes.looks.values()
            for read in [
                *knowledge(other, look, before, worker.name, (found or {}).get(other.name)),
                *self.uncommitted(other, look, before, worker.name),
            ]
            if not ignored or (isinstance(read, Saw) and counts(read, ignored.get(path_of(read.path), set())))
        )
        for other in self.workers:
            other.notes.named = {path: by for path, by in other.notes.named.items() if by != worker.name}
            if other.name in names:
                other.notes.landed(wrote, worker.name)
        lost = self._lost(worker, names, wrote, before) if self.level == "snapshot" and not ignored else []
        if lost:
            raise AtFault(f"{worker.name} landed, unseen, over what another has landed in {', '.join(lost)}")
        by = worker.name if worker.name in names else min(names)
        self.landings.append(Landing(f"c{len(self.landings) + 1}", by, known if self.level == "strict" else (), wrote))
        if not self.guarded and true_at_parent(History(self.start, tuple(self.landings))):
            raise AtFault("it goes wrong, and what follows cannot mend that")

    def _lost(self, worker: Worker, names: Set[str], wrote: Mapping[str, str | None], before: Lines) -> list[str]:
        """The lines in which the work of ``names`` replaces, unseen, what another has landed, as ``snapshot`` forbids. A file of
        the name of one that is gone brings that back only if it has a line of it; what a rename carries along is not lost."""
        looks = [(other, look) for other in self.workers if other.name in names for look in other.notes.looks.values()]
        along = {line for key, line in wrote.items() if line and key[-1] != "#" and f"{path_of(key)}#" not in before}
        over = [
            (other, look, key)
            for other, look in looks
            for key in sorted(look.over & wrote.keys())
            if before.get(key) not in along
        ]
        return [
            key
            for other, look, key in over
            if self.makers.get((key, before.get(key)), {""}).isdisjoint({*names, ""})
            and not other.notes.knows(look, key, before, worker.name)
            and (f"{path_of(key)}#" in before or self._brings_back(path_of(key), names, wrote))
        ]

    def _brings_back(self, path: str, names: Set[str], wrote: Mapping[str, str | None]) -> bool:
        """Whether a line of a file that was written has been there before: it is as it was at the start, or made by others."""
        old = [(key, line) for key, line in wrote.items() if line and path_of(key) == path and key[-1] != "#"]
        return any(self.start.get(key) == line or self.makers.get((key, line), set()) - names for key, line in old)

    def _unlanded_makers(self, key: str, line: str | None) -> set[str]:
        """Who made a line, but for those who have landed it and edit its file no more: another has put it back."""
        over = {other.name for other in self.workers if (key, line) in other.notes.on_main and path_of(key) not in other.dirty}
        return self.makers.get((key, line), set()) - over

    def uncommitted(self, worker: Worker, look: Look, tip: Lines, by: str) -> list[Saw]:
        """What a look saw of clients' edits in this work tree that are not there any more, where the tip has other lines that the
        session never saw. While a client goes on with its edit of the file, its reader is only told."""
        if self.apart or not look.path or (f"{look.path}#", THERE) in worker.notes.shown:
            return []
        here, clients = lines(worker.files()), {other.name for other in self.workers if other.client}
        gone = {key: line for key, line in look.dirty.items() if here.get(key) != line}
        gone = {key: line for key, line in gone.items() if self.makers.get((key, line), {""}) <= clients}
        edits = {(other.name, path) for other in self.workers for path in other.dirty}
        its = {key: {(name, path_of(key)) for name in self.makers.get((key, line), ())} for key, line in gone.items()}
        gone = {key: line for key, line in gone.items() if edits.isdisjoint(its[key])}
        again = look._replace(seen={key: line for key, line in gone.items() if line is not None}, blind=frozenset())
        return [Saw(key, line) for key, line in gone.items() if not worker.notes.knows(again, key, tip, by)]

    def came(self, maker: str, before: Lines) -> None:
        """Note what a merge that git completed alone brought into main: who merged wrote nothing, and is asked for no reads."""
        _, wrote = self._wrote(before, "main")
        self.landings.append(Landing(f"c{len(self.landings) + 1}", maker, (), wrote))

    def _wrote(self, before: Lines, after: str) -> tuple[Lines, dict[str, str | None]]:
        """What main became, and what of that is new."""
        now = lines(self.objects.files(after))
        wrote = {key: now.get(key) for key in sorted({*now, *before}) if now.get(key) != before.get(key)}
        self.ever |= {*wrote.items()}
        return now, wrote

    def unlanded(self, worker: Worker, around: Lines) -> set[str]:
        """The lines of a place that others made, or took away, and main did not have so.

        On a branch of one's own, what counts is what main has, and had where the branch left it: others' unlanded work may have
        put back what main once had and lost, or taken away what others have landed. In one work tree it is all main ever had.
        There a file that others have edited has of its session's own what main has: of ``new.py#`` and of lines that are gone the
        text does not say who made them so.
        """
        tip = lines(self.tip())
        keys = {*around, *(key for key, _ in self.ever)}
        if self.apart:
            places = [tip, *self._left(worker)]
            there = {*self.start, *(key for key, line in self.makers if line is None)}
            known = {(key, place.get(key)) for place in places for key in keys} | worker.notes.made
        else:
            edited = self._edited(worker)
            there = {*self.start, *tip}
            known = {pair for pair in self.ever | worker.notes.made if path_of(pair[0]) not in edited} | {*tip.items()}
        pairs = ((key, around.get(key)) for key in keys)
        return {pair[0] for pair in pairs if pair not in known and (pair[1] is not None or pair[0] in there)}

    def _left(self, worker: Worker) -> list[Lines]:
        """Main as the session's repository has it, and where its branch, or its work tree, left it."""
        commits = worker.objects.merge_bases(worker.head(), worker.objects.id(self.main))
        return [lines(self.at(worker, rev)) for rev in (self.main, *commits, worker.left) if rev]

    def _edited(self, worker: Worker) -> set[str]:
        """The files that others have edited in the work tree."""
        return {path for other in self.workers if other is not worker for path in other.dirty}

    def edited(self, worker: Worker, before: Lines, after: Lines) -> None:
        """Note an edit, and whose it is. Nothing but its commit shows that a session without a client is at work on one."""
        at_work = worker.notes.at_work
        worker.notes.edited(before, after, self.ever)
        worker.notes.at_work = at_work or worker.client is not None
        self.made(worker.name, before, after)

    def made(self, name: str, before: Lines, after: Lines) -> None:
        """Note whose an edit is."""
        for key in {*before, *after}:
            if before.get(key) != after.get(key):
                self.makers.setdefault((key, after.get(key)), set()).add(name)

    def carried(self, worker: Worker, before: Lines, theirs: Lines, after: Lines) -> None:
        """Note whose the edits are that a merge of ``before`` and ``theirs`` has under other names."""
        for old, new in worker.notes.carried(before, theirs, after):
            self.makers.setdefault((new, after.get(new)), set()).update(self.makers.get((old, after.get(new)), ()))

    def has_cause(self, worker: Worker, look: Look, tip: Lines) -> bool:
        """Whether somebody else changed what a session looked at."""
        return worker.notes.has_cause(look, tip, lambda key, line: self.makers.get((key, line)) == {worker.name})

    def removes_as_others(self, worker: Worker, paths: Iterable[str], of_lines: bool = False) -> bool:
        """Whether one of the files, or one ``of_lines`` of theirs, is removed that somebody else has removed too: it may be that
        removal which is committed."""
        gone = [f"{path}#" for path in paths if worker.text(path) is None]
        if of_lines:
            here = lines(worker.files())
            gone += [key for key in lines(self.at(worker, "HEAD")) if path_of(key) in paths and key not in here]
        return any(self.makers.get((key, None), set()) - {worker.name} for key in gone)


def counts(read: Saw, attributes: Set[str]) -> bool:
    """Whether a read of a path with these attributes has to be true; lines may be added to one that is appended to."""
    return not attributes or (attributes == {"append"} and read.blob is not None)


def knowledge(worker: Worker, look: Look, tip: Lines, by: str, found: Lines | None = None) -> list[Saw | Asked]:
    """A look as the oracle is to judge it: what the session knew of each line where its work landed, and ``by`` whom. It is true
    as well if that is what its work ``found`` there, put by commits that landed first."""
    place = tip if found is None else found

    def there(key: str, line: str | None) -> str | None:
        true = look.answer(place, key) == look.seen.get(key) or worker.notes.knows(look, key, tip, by)
        return line if true else look.seen.get(key)

    keys = look.keys(tip)
    if look.path:
        return [Saw(key, there(key, tip.get(key))) for key in keys]
    known = {key: there(key, look.answer(tip, key)) for key in keys}
    answer: Callable[[str, str], object] = lambda key, line: line if look.asks(key, line) else None  # noqa: E731
    return [Asked(look.what, tuple((key, line) for key, line in known.items() if line is not None), answer)]


def clipped(what: object) -> str:
    said = "nothing" if what is None else "it" if what is True else repr(what)
    return said if len(said) <= CLIP else said[: CLIP - 3] + "..."
