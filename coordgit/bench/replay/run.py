"""Replay cases with the real store and gate: what was read is recorded, one side lands, and the other asks at each level."""

import multiprocessing
import os
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace

from coordgit.bench.replay import history
from coordgit.bench.replay.borrowed import Asking, Borrowed, branch_of
from coordgit.bench.replay.cases import READINGS, SEARCHES, Case, CaseRead
from coordgit.bench.replay.definitions import span
from coordgit.core import model
from coordgit.core.model import Conflict
from coordgit.core.rules.weights import NOT_TIED
from coordgit.errors import CoordgitError
from coordgit.git import trees
from coordgit.git.plumbing import Git, decode

LEVELS = ("strict", "relevant", "snapshot")
"""From the strictest: what passes at one level passes at the weaker ones. ``record`` rejects nothing."""
REJECTED, TOLD, PASSED = "rejected", "told", "passed"
Judged = tuple[dict[str, str], dict[str, tuple[Conflict, ...]], int]
UNASKED: Judged = (dict.fromkeys(LEVELS, PASSED), dict.fromkeys(LEVELS, ()), 0)


@dataclass(frozen=True)
class ReplayRun:
    """One case, recorded in one way. ``reasons``: level -> what its verdict says, or the stricter one's if it was not asked."""

    case: Case
    reading: str
    recorded: tuple[str, ...]
    outcomes: dict[str, str]
    reasons: dict[str, tuple[Conflict, ...]]
    wanted: tuple[str, ...] = ()
    """Paths, one of which a rejection should name."""
    explained: int = 0
    """Lines that ``coordgit explain`` prints of what ``strict`` rejected; 0 if that was not asked."""

    def rejected(self, level: str) -> bool:
        return self.outcomes[level] == REJECTED

    @property
    def named(self) -> bool:
        """True if ``relevant`` rejects and names the right path."""
        return any(reason.counts and reason.path in self.wanted for reason in self.reasons["relevant"])

    @property
    def blamed(self) -> bool:
        """True if the first conflict of the right path, at ``strict``, names the right commit."""
        right = [reason for reason in self.reasons["strict"] if reason.counts and reason.path in self.wanted]
        return bool(right) and right[0].changed_by == self.case.commit


@dataclass(frozen=True)
class Done:
    """The runs of a case; ``skipped`` says why it was not replayed."""

    case: Case
    runs: tuple[ReplayRun, ...] = ()
    skipped: str = ""


@dataclass
class ReplayPlan:
    """How to replay: which ways of recording, and in how many processes."""

    readings: tuple[str, ...] = READINGS
    jobs: int = 1
    progress: Callable[[int, int], None] = field(default=lambda done, count: None)


def replay(cases: list[Case], plan: ReplayPlan) -> Iterator[Done]:
    """Replay in processes of their own, each with scratch repositories of its own; in the order of the cases."""
    with tempfile.TemporaryDirectory(prefix="coordgit-replay-", ignore_cleanup_errors=True) as folder:
        context = multiprocessing.get_context("spawn")
        pool = ProcessPoolExecutor(plan.jobs, mp_context=context, initializer=_begin, initargs=(folder,))
        try:
            waiting = {pool.submit(_do, case, plan.readings): n for n, case in enumerate(cases)}
            finished: dict[int, Done] = {}
            following = 0
            for future in as_completed(waiting):
                finished[waiting[future]] = future.result()
                plan.progress(len(finished) + following, len(cases))
                while following in finished:
                    yield finished.pop(following)
                    following += 1
        finally:
            pool.shutdown(cancel_futures=True)


_FOLDER: list[str] = []
_SCRATCH: dict[str, Borrowed] = {}
"""Source -> the scratch repository of this process."""


def _begin(folder: str) -> None:
    """Leave Ctrl-C to the process that waits: here it could break off in the middle of a queue's lock."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _FOLDER.append(folder)


def _do(case: Case, readings: tuple[str, ...]) -> Done:
    try:
        scratch = _scratch(case.source)
        runs = tuple(run(case if case.base else history.case(scratch, case), scratch, readings))
        return Done(case, runs, "" if runs else "it read and searched for nothing")
    except history.NotReplayed as error:
        return Done(case, skipped=str(error))
    except (CoordgitError, OSError, ValueError, AssertionError) as error:
        return Done(case, skipped=f"it could not be replayed: {str(error).splitlines()[0]}")


def _scratch(source: str) -> Borrowed:
    if source not in _SCRATCH:
        folder = tempfile.mkdtemp(dir=_FOLDER[0])
        _SCRATCH[source] = Borrowed(folder, source)
    os.environ.clear()
    os.environ.update(_SCRATCH[source].env)
    return _SCRATCH[source]


def run(case: Case, scratch: Borrowed, readings: Iterable[str]) -> list[ReplayRun]:
    """Replay one case. Of a conflict the side that changed the definition searched for it, and lands second."""
    case = replace(case, seen=tuple(found for read in case.seen for found in located(read, case, Git(scratch.top))))
    asked = [reading for reading in readings if case.accesses(reading)]
    turned = [reading for reading in asked if case.conflict and reading == SEARCHES]
    found: list[ReplayRun] = []
    for some, first, second in (([r for r in asked if r not in turned], case.x, case.y), (turned, case.y, case.x)):
        if some:
            found += _turn(case, scratch, some, first, second)
    return found


def _turn(case: Case, scratch: Borrowed, readings: list[str], first: str, second: str) -> list[ReplayRun]:
    """Let ``first`` land, and ask about ``second`` for each way of recording. Where the first changed no file that was read, and
    no line that names what was searched for, no level can reject, and nothing is asked."""
    changed = trees.diff(Git(scratch.top), case.base, first).keys()
    asked = [r for r in readings if any(read.path in changed for read in case.reads(r))]
    if SEARCHES in readings and scratch.git("diff-tree", "-r", "--text", f"-G{'|'.join(case.names)}", case.base, first):
        asked.append(SEARCHES)
    judged: dict[str, Judged] = {}
    if asked:
        scratch.begin(case.base, map(_reader, asked))
        with scratch.asking() as asking:
            asking.read({_reader(reading): case.accesses(reading) for reading in asked})
            scratch.land(first, case.base)
            judged = {reading: _judged(asking, scratch, reading, second, case) for reading in asked}
    runs = []
    for reading in readings:
        outcomes, reasons, explained = judged.get(reading, UNASKED)
        recorded = tuple(read.shown for read in case.reads(reading)) or case.names
        wanted = case.users if reading == SEARCHES else (case.culprit,)
        runs.append(
            ReplayRun(
                case=case,
                reading=reading,
                recorded=recorded,
                outcomes=outcomes,
                reasons=reasons,
                wanted=wanted,
                explained=explained,
            )
        )
    return runs


def _reader(reading: str) -> str:
    return f"reader-of-{reading.replace(' ', '-')}"


def _judged(asking: Asking, scratch: Borrowed, reading: str, new: str, case: Case) -> Judged:
    """Ask at each level, from the strictest: what passes needs no weaker one. A rejected conflict is explained."""
    outcomes: dict[str, str] = {}
    reasons: dict[str, tuple[Conflict, ...]] = {}
    explained, verdict = 0, None
    for level in LEVELS:
        if verdict is None or verdict.outcome == model.REJECTED:
            verdict = asking.ask(_reader(reading), branch_of(_reader(reading)), new, level)
            if case.conflict and not explained and verdict.outcome == model.REJECTED:
                explained = scratch.coordgit("explain", verdict.name).count("\n")
        outcomes[level] = REJECTED if verdict.outcome == model.REJECTED else TOLD if verdict.conflicts else PASSED
        reasons[level] = tuple(one if one.why or one.counts else one._replace(why=NOT_TIED) for one in verdict.conflicts)
    return outcomes, reasons, explained


def located(read: CaseRead, case: Case, git: Git) -> list[CaseRead]:
    """Find the lines of a definition that a case names without them; for an edit, the changed lines and some around them."""
    if read.last or read.absent or case.conflict:
        return [read]
    if read.symbol:
        blob = trees.items(git, case.base, [read.path])[read.path]
        first, last = span(decode(trees.blobs(git, [blob])[blob] or b""), read.symbol) or (0, 0) if blob else (0, 0)
        return [replace(read, first=first, last=last)]
    if not read.edited:
        return [read]
    before, after = (trees.items(git, commit, [read.path])[read.path] for commit in (case.base, case.y))
    hunks = trees.hunks(git, [(before, after)])[before, after] if before and after else None
    around = history.AROUND
    spans = [(hunk.first - around, hunk.first + max(hunk.length, 1) - 1 + around) for hunk in hunks or ()]
    return [replace(read, first=max(first, 1), last=last) for first, last in spans] or [read]
