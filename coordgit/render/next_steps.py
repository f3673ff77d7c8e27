"""The next step after a rejection: one action that fits what git was doing, and the exact commands. Pure text.

Names are quoted for a shell, in sentences too, and no sentence has an unclosed quote of its own: pasting it into a shell
runs none of the names.
"""

from coordgit.core import advice_facts
from coordgit.core.advice_facts import Remedy, StepFacts
from coordgit.core.commit_command import chooses, names_paths
from coordgit.core.grouping import grouped
from coordgit.core.model import PART, Conflict, Verdict
from coordgit.core.quoting import MOST, SHOWN, listed, option, word
from coordgit.git.operation import COMMIT, FORGE, FORWARD, NOTED, PUSH, REVERT, SEND
from coordgit.git.refs import short
from coordgit.render import looks, sweep_advice
from coordgit.render.next_by_operation import AGAIN, AMENDED, ANY, CONTINUED, FORWARDED, UNDO, WHOLE, anew, at_remote
from coordgit.render.reader_folder import ReaderFolder, Where
from coordgit.startup.json import loads
from coordgit.startup.typing import Callable, NamedTuple, Sequence
from coordgit.store.names import Names

LOOKS = (advice_facts.READ, advice_facts.SEARCH, advice_facts.SEARCH_TIP)
ACKNOWLEDGED = {
    **dict.fromkeys((*LOOKS, advice_facts.WRITE, advice_facts.PUT_IN), "the change does not matter to yours"),
    **dict.fromkeys((advice_facts.RESTORE, advice_facts.REFILL, advice_facts.REMERGE), "that is meant"),
}
"""Remedies for which an acknowledgement works as well -> in which case."""

NUMBERED = 200
"""Conflicts that are acknowledged by their numbers: the verdict as a whole would hand over others' uncommitted edits, too."""


class Way(NamedTuple):
    """The text of ``next:``, and its commands in order; a line that begins with ``#`` is a step that no command does."""

    sentence: str
    commands: tuple[str, ...]
    undo: str
    """The command that undoes the denied one instead of continuing it."""

    @property
    def lines(self) -> list[str]:
        """Return the sentence and the commands, the last of which is marked if it undoes."""
        return [self.sentence, *self.commands, *([f"# or undo: {self.undo}"] if self.undo else [])]


def of(verdict: Verdict, reader: ReaderFolder, names: Names) -> Way | None:
    """Return the advice for a stored verdict, without what was acknowledged since; ``None`` for a verdict that denies nothing."""
    if (facts := facts_of(verdict)) is None:
        return None
    conflicts = {conflict.n: conflict for conflict in verdict.conflicts}
    where = Where(facts, reader)
    items = [
        StepFacts(
            help=step.help,
            n=step.n,
            path=conflict.path,
            branch=short(step.branch),
            search=where.search(conflict),
            reader=names(conflict.reader),
            unread=not conflict.read,
            swept=conflict.swept,
            owner=names(conflict.session),
            beside=conflict.cause == PART,
            rest=step.rest,
        )
        for step in facts.steps
        if (conflict := conflicts.get(step.n)) is not None and not conflict.acked_at
    ]
    made = way(facts, items, reader, verdict.name, tuple(loads(verdict.involved)))
    if items or not facts.steps:
        return made
    acknowledged = any(step.n in conflicts for step in facts.steps)
    return made._replace(sentence=f"all of it is acknowledged, {made.sentence}") if acknowledged else None


def acknowledging(verdict: Verdict, shown: Sequence[Conflict], reader: ReaderFolder) -> list[str]:
    """Return when the open conflicts of ``shown`` may be acknowledged, and the command that does; nothing if none can be."""
    facts = facts_of(verdict)
    left = {conflict.n for conflict in shown if not conflict.acked_at}
    cases = [ACKNOWLEDGED[step.help] for step in facts.steps if step.n in left and step.help in ACKNOWLEDGED] if facts else []
    if facts is None or not cases:
        return []
    named = verdict.name if len(shown) == len(verdict.conflicts) else " ".join(f"{verdict.name}#{n}" for n in sorted(left))
    return [f"or, if {cases[0]}:", f'  {Where(facts, reader).tool} ack {named} --why "..."']


def facts_of(verdict: Verdict) -> Remedy | None:
    """Return the stored facts; ``None`` for a verdict that denies nothing."""
    return advice_facts.parse(fields) if (fields := loads(verdict.remedy)) else None


class _Advice:
    """The advice while it is being built."""

    def __init__(self, facts: Remedy, reader: ReaderFolder, verdict: str, staged: tuple[str, ...]) -> None:
        self.facts, self.verdict, self.client, self.staged = facts, verdict, reader.client, staged
        self.where = Where(facts, reader)
        self.words, self.commands = list[str](), list[str]()
        self.out: list[str] = []
        """Paths left out of the commit: another session's uncommitted edits."""
        self.naming = False
        """True if some of them stay staged, so that the commit has to name its paths."""
        self.staying = False
        """True if another session's edit, or its operation, cannot be left out: undoing it all would take that away."""
        self.mixed, self.theirs = list[str](), set[str]()
        """What lets paths be committed that another session has edited too, and the paths that it alone has edited."""

    def changes(self, paths: Sequence[str]) -> bool:
        """True if the denied commit changes one of these, or it is not known what it changes."""
        return not self.staged or not set(paths).isdisjoint(self.staged)

    def say(self, sentence: str, *commands: str) -> None:
        self.words.append(sentence)
        self.commands += commands

    def acknowledging(self, items: Sequence[StepFacts]) -> str:
        """Return the command that acknowledges just these."""
        few = len(items) <= NUMBERED and len(items) < len(self.facts.steps)
        named = " ".join(f"{self.verdict}#{item.n}" for item in items) if few else self.verdict
        return f'{self.where.tool} ack {named} --why "..."'


def way(facts: Remedy, items: Sequence[StepFacts], reader: ReaderFolder, verdict: str, staged: tuple[str, ...]) -> Way:
    """Return the advice for ``items``. ``staged``: the paths that the denied commit changes."""
    advice = _Advice(facts, reader, verdict, staged)
    if facts.turn and items:
        command = f"{advice.where.tool} lock --turn"
        advice.say(f"take a turn, so that other landings wait ({command})", command)
    by_branch = (*LOOKS, advice_facts.WRITE, advice_facts.PUT_IN, advice_facts.ACKNOWLEDGE, advice_facts.BRING)
    # what is checked out is not meant to have it
    moved = short(facts.branch) if facts.operation in advice_facts.MERGEABLE else ""
    elsewhere = sorted(
        {item.branch for item in items if item.help in by_branch if item.help != advice_facts.PUT_IN} - {"", moved}
    )
    brought = [branch for branch in elsewhere if _bring(advice, branch)]
    if brought and facts.operation != PUSH:  # once it is brought in, it is here
        items = [item if item.help == advice_facts.PUT_IN else item._replace(branch="") for item in items]
    # no lock is in the way of what is left out
    left = {item.path for item in items if item.help in (advice_facts.LEAVE_OUT, advice_facts.NAME_OWN)}
    items = [item for item in items if item.help not in (advice_facts.WAIT, advice_facts.LOCK) or item.path not in left]
    for help_, write in _WORDING.items():
        groups = grouped((item.branch if help_ in by_branch else "", item) for item in items if item.help == help_)
        for branch in sorted(groups):
            write(advice, groups[branch])
    written = [item for item in items if item.help in (advice_facts.WRITE, advice_facts.PUT_IN)]
    unchanged = [item for item in written if not advice.changes([item.path])]
    if unchanged or any(item.help in (*LOOKS, advice_facts.ACKNOWLEDGE) for item in items):
        advice.words.append("adapt your change if it needs it")
    for help_, write in _WORDING_LAST.items():
        some = [item for item in items if item.help == help_]
        if some:
            write(advice, some)
    _leave_swept_out(advice, [item.swept for item in items if item.swept])
    return _again(advice, stages=bool(brought) and facts.operation == COMMIT)


def _bring(advice: _Advice, branch: str) -> bool:
    """Advise merging a branch in, if that is possible and harms nobody: others may have uncommitted edits here."""
    facts, forward = advice.facts, "--ff " * advice.facts.forward_only
    if facts.operation == PUSH:
        advice.say(f"bring {word(branch)} in where you push from", f"git pull --no-rebase origin {word(branch)}")
        return True
    if facts.operation in (SEND, FORGE, NOTED):
        pull = advice.where.run(f"pull --no-rebase {forward}{' '.join(map(word, at_remote(facts, branch)))}")  # else git asks how
        pull = f"{advice.where.run(f'switch {word(facts.switch)}')} && {pull}" if facts.switch else pull
        advice.say(f"bring {word(branch)} in ({pull})", pull)
        return True
    if facts.operation not in advice_facts.MERGEABLE or facts.shared or branch in map(short, facts.apart):
        return False
    # A denied commit leaves its work staged, and then only a fast-forward would start.
    merge = advice.where.run(f"merge {forward}--autostash {word(branch)}")
    advice.say(f"bring {word(branch)} in ({merge})", merge)
    return True


def _again(advice: _Advice, *, stages: bool) -> Way:
    """Return what is repeated or continued at the end, and what undoes it all."""
    facts, where, undo = advice.facts, advice.where, ""
    if facts.operation == advice_facts.APPLY:
        quit_, branch = where.run("rebase --quit"), word(short(facts.branch))
        advice.say(*[f"{quit_} && {where.run(f'checkout -B {branch}')}"] * 2)
        undo = f"{quit_} && {where.run(f'checkout {branch}')}"
    elif advice.mixed:
        advice.say(*sweep_advice.portion(where, facts, advice.mixed, {*advice.staged} - advice.theirs, advice.theirs))
    elif facts.instead or facts.commit:
        own = [path for path in advice.staged if path not in advice.out]
        advice.say(*[sweep_advice.after_stop(where, facts, own, advice.out, advice.staying)] * 2)
    elif facts.operation in CONTINUED and not facts.command:
        further = f" && {where.run('revert --continue')}" if facts.left else ""
        advice.say(*[where.run(CONTINUED[facts.operation]) + further] * 2)
    else:
        _repeat(advice, stages=stages)
    sentence = ", ".join(advice.words)
    if facts.operation in FORWARDED:
        undo = where.run(f"read-tree -m -u {facts.incoming[:12]} HEAD")
        sentence += "; do not commit here: the incoming files are staged"
    elif facts.operation in CONTINUED and not advice.staying and not facts.commit and not facts.by_hand:
        undo = sweep_advice.undone(where, "revert --abort" if facts.left else UNDO[facts.operation], advice.out)
    return Way(f"{sentence} (undo: {undo})" if undo else sentence, tuple(advice.commands), undo)


def _repeat(advice: _Advice, *, stages: bool) -> None:
    facts, where, moved = advice.facts, advice.where, advice.facts.renamed if stages else {}
    staged = [moved.get(path, path) for path in advice.staged]
    (text, general), command = AGAIN.get(COMMIT if facts.operation in CONTINUED else facts.operation, ANY), ""
    if facts.operation == FORWARD and facts.command:
        text = f"{next((one for one in facts.command if not one.startswith('-') and '=' not in one), '')} again"
    # adding everything again would include others' edits again; a path that was named may be gone
    exact = bool(facts.command and (advice.out or (moved and names_paths(facts.command))))
    if exact and facts.operation in CONTINUED and chooses(facts.command):
        command = sweep_advice.restaged(advice.say, where, facts.command, [path for path in staged if path not in advice.out])
    elif exact and (advice.naming or chooses(facts.command)):
        command = sweep_advice.again(where, facts.command, staged, advice.out)
        text = "commit again" if command else "commit again, naming your own paths"
        advice.commands += [] if command else [sweep_advice.BY_HAND]
    elif facts.command:
        renewed = any(" in a new commit on " in wording for wording in advice.words)
        typed = ["NEW" if renewed and len(one) >= 7 and facts.incoming.startswith(one) else one for one in facts.command]
        text += " with the new commit's id" if "NEW" in typed else ""
        command = " ".join([where.as_typed, *map(option, typed)])
    elif general:
        command = where.run(general) + (f" {facts.incoming[:12]}" if facts.operation == FORWARD else "")
    if command and (exact or moved or where.git != "git" or general == ""):
        text += f" ({command})"
    if stages:
        named = where.paths(staged) if len(staged) <= MOST else ""
        add = where.run(f"add -- {named}") if named else "# stage your change: the merge has put it back unstaged"
        advice.commands.append(add)
        text = f"stage it{f' ({add})' if moved and named else ''} and {text}"
    advice.say(text, *([command] if command else []))


def _wait(advice: _Advice, items: Sequence[StepFacts]) -> None:
    tool, paths = advice.where.tool, _paths(items)
    advice.say(f"wait until {listed(paths)} {'is' if len(paths) == 1 else 'are'} released ({tool} locks)", f"{tool} locks")


def _lock(advice: _Advice, items: Sequence[StepFacts]) -> None:
    where, tool, paths = advice.where, advice.where.tool, _paths(items)
    now, it = ("it is", "it") if len(paths) == 1 else ("they are", "them")
    locks = [f"{tool} lock {where.path(path)}" for path in paths]
    advice.say(f"look at {listed(paths)} as {now} now, lock {it} again ({tool} lock {where.few(paths)})", *locks)


def _write(advice: _Advice, items: Sequence[StepFacts]) -> None:
    paths, branch = _paths(items), items[0].branch
    now, it = ("it is", "that") if len(paths) == 1 else ("they are", "those")
    read, where = f"{advice.where.tool} read --at {word(branch or 'HEAD')}", f"on {word(branch)}" if branch else "at the tip"
    facts, each = advice.facts, [f"{read} {advice.where.path(path)}" for path in paths]
    made, amend = anew(facts.operation, facts.incoming), AMENDED.get(facts.operation if facts.incoming else "")
    advice.say(f"read {listed(paths)} as {now} {where} ({read} {advice.where.few(paths)})", *each)
    if facts.operation != REVERT and advice.changes(paths):  # a revert git makes from the tip's version
        then = [advice.where.run(f"{amend} {advice.where.paths(paths)}")] if amend else []
        advice.say(", ".join([f"put your change into {it}{made}", *then]), f"# put your change into {it}{made}", *then)


def _read(advice: _Advice, items: Sequence[StepFacts]) -> None:
    paths, branch = _paths(items), items[0].branch
    read = f"{advice.where.tool} read --at {word(branch)}" if branch else f"{advice.where.tool} read"
    how = "again" if advice.facts.operation == PUSH or not branch else f"as {sweep_advice.it_is(paths)} on {word(branch)}"
    named = branch or not advice.client or advice.where.git != "git" or len(paths) > SHOWN  # the sentence does not name them all
    command = f" ({read} {advice.where.few(paths)})" if named else ""
    commands = [f"{read} {advice.where.path(path)}" for path in paths]
    if len(paths) > MOST:
        commands = [f"{read} --of {advice.verdict}"]
        command = f" ({commands[0]})"
    advice.say(f"read {listed(paths)} {how}{command}" if named else f"read {looks.again(items)}", *commands)


def _ask(advice: _Advice, items: Sequence[StepFacts]) -> None:
    if items[0].branch:  # the answer on the other branch counts, which is not checked out here
        _acknowledge(advice, items)
        return
    tip = items[0].help == advice_facts.SEARCH_TIP
    read = f"{advice.where.tool} read{' --at HEAD' * tip}"
    declared = [f"{read} {search}" for search in dict.fromkeys(item.search for item in items) if search]
    named = f" ({' && '.join(declared[:MOST])}{', ...' if len(declared) > MOST else ''})" if declared else ""
    again = f"search again as you did{advice.where.there}" if any(not item.search for item in items) else ""
    advice.say(f"look or {again or 'search again'}{' at the tip' * tip}{named}", *declared, *([f"# {again}"] if again else []))


def _acknowledge(advice: _Advice, items: Sequence[StepFacts]) -> None:
    paths, folder = listed(_paths(items)), items[0].help == advice_facts.FOLDER
    what = f"is in {paths} now" if folder else f"{word(items[0].branch)} has" if items[0].branch else f"changed in {paths}"
    _look_and(advice, items, f"look at what {what}", "acknowledge it")


def _look_and(advice: _Advice, items: Sequence[StepFacts], look: str, then: str) -> None:
    which = f"#{items[0].n}" if len(items) == 1 else " --all"  # what else was rejected may be all that a short one shows
    which = which if len(items) < len(advice.facts.steps) else ""
    explain, ack = f"{advice.where.tool} explain {advice.verdict}{which}", advice.acknowledging(items)
    if advice.facts.operation == NOTED:  # the verdict is unknown where it was read
        advice.say(f"{look} and {then}, as this says there ({advice.where.tool} check)", f"{advice.where.tool} check")
    else:
        advice.say(f"{look} ({explain}), {then} ({ack})", explain, ack)


def _reader(advice: _Advice, items: Sequence[StepFacts]) -> None:
    """Advise on reads of sessions at work: only they can read again."""
    for reader, some in _by_reader(items):
        paths, branch = _paths(some), word(some[0].branch or short(advice.facts.branch))
        now, again = sweep_advice.it_is(paths), "read" if some[0].unread else "read again"
        advice.words.append(f"have {listed(paths)} {again}, as {now} on {branch}, by {reader}")


def _answer(advice: _Advice, items: Sequence[StepFacts]) -> None:
    for reader, some in _by_reader(items):
        _look_and(advice, some, f"look at what changed in {listed(_paths(some))}", f"answer for {reader}")


def _leave_out(advice: _Advice, items: Sequence[StepFacts]) -> None:
    paths = _paths(items)
    advice.out += paths
    advice.naming = items[0].help == advice_facts.NAME_OWN
    advice.say(*sweep_advice.left_out(advice.where, paths, listed(paths), advice.acknowledging(items), advice.naming))


def _owner(advice: _Advice, items: Sequence[StepFacts]) -> None:
    for owner, some in grouped((item.owner, item) for item in items).items():
        about = (paths := _paths(some), listed(paths), owner or "its session", advice.acknowledging(some))
        if some[0].help == advice_facts.PORTION:
            advice.mixed.append(sweep_advice.settled(*about, advice.facts.amends))
            advice.theirs |= {item.path for item in some if not item.beside}
            continue
        advice.staying = True
        concluded = sweep_advice.concluded(advice.facts, *about[2:]) if some[0].help == advice_facts.CONCLUDE else None
        advice.say(*(concluded or sweep_advice.handed_over(advice.where, *about)))


def _leave_swept_out(advice: _Advice, swept: Sequence[str]) -> None:
    """Advise the alternative if only other sessions' uncommitted edits bring their reads in, and something else is left."""
    paths = list(dict.fromkeys([*advice.facts.swept, *swept]))
    if swept and (not advice.staged or not set(advice.staged).issubset(paths)):
        advice.out += paths
        command = advice.where.run(f"reset -q -- {advice.where.paths(paths)}")
        advice.words[-1] = f"leave {listed(paths)} out ({command}) and name your own paths when you commit, or {advice.words[-1]}"
        advice.commands.append(f"{command} # to leave {'it' if len(paths) == 1 else 'them'} out")


def _restore(advice: _Advice, items: Sequence[StepFacts]) -> None:
    named = advice.where.paths(paths := _paths(items))
    source = "--source=HEAD --staged --worktree" if items[0].help == advice_facts.TAKE else "--staged"
    command = advice.where.run(f"restore {source} -- {named}")
    made, it = anew(advice.facts.operation, advice.facts.incoming), "it" if len(paths) == 1 else "them"
    if items[0].help == advice_facts.SUBMODULE:
        command += f" && {advice.where.run(f'submodule update -- {named}')}"
        if chooses(advice.facts.command) and 0 < len(set(advice.staged).difference(paths)) <= MOST:
            advice.out += paths  # where its commit has not been pushed yet, it cannot be updated
    advice.say(f"take {listed(paths)} as the branch has {it}{made or f' ({command})'}", f"# take {it}{made}" if made else command)


def _refill(advice: _Advice, items: Sequence[StepFacts]) -> None:
    what, merged = advice.facts.operation, items[0].help == advice_facts.REMERGE
    command = advice.where.run("read-tree AUTO_MERGE" if merged or what in WHOLE else "reset -q")
    stage = f"stage what you change{' or have resolved' * (what in CONTINUED)}{anew(what, advice.facts.incoming)}"
    advice.say(f"fill the index again ({command}), {stage}", command, f"# {stage}")


def _publish(advice: _Advice, items: Sequence[StepFacts]) -> None:
    advice.say("publish what was read (coordgit init --publish)", "coordgit init --publish")


def _keep(advice: _Advice, items: Sequence[StepFacts]) -> None:
    command = advice.where.run(f"branch kept-{advice.facts.dropped[:7]} {advice.facts.dropped[:12]}")
    advice.say(f"keep what would be dropped on a branch ({command})", command)


_WORDING: dict[str, Callable[[_Advice, Sequence[StepFacts]], None]] = {
    advice_facts.CONCLUDE: _owner,
    advice_facts.WAIT: _wait,
    advice_facts.LOCK: _lock,
    **dict.fromkeys((advice_facts.LEAVE_OUT, advice_facts.NAME_OWN), _leave_out),
    **dict.fromkeys((advice_facts.PORTION, advice_facts.OWNER), _owner),
    **dict.fromkeys((advice_facts.RESTORE, advice_facts.SUBMODULE, advice_facts.TAKE), _restore),
    **dict.fromkeys((advice_facts.REFILL, advice_facts.REMERGE), _refill),
    advice_facts.KEEP: _keep,
    advice_facts.PUBLISH: _publish,
    **dict.fromkeys((advice_facts.WRITE, advice_facts.PUT_IN), _write),
    advice_facts.READ: _read,
    advice_facts.SEARCH: _ask,
    advice_facts.SEARCH_TIP: _ask,
    advice_facts.ACKNOWLEDGE: _acknowledge,
}
"""Remedy -> the function that words it, in the order of the steps."""
_WORDING_LAST: dict[str, Callable[[_Advice, Sequence[StepFacts]], None]] = {
    advice_facts.FOLDER: _acknowledge,
    advice_facts.READER: _reader,
    advice_facts.ANSWER: _answer,
}


def _by_reader(items: Sequence[StepFacts]) -> list[tuple[str, list[StepFacts]]]:
    """Return each reader, with why it is to answer, and its items."""
    why = {True: "whose work undoes that", False: "which read it"}
    return list(grouped((f"{item.reader or 'the session'}, {why[item.unread]}", item) for item in items).items())


def _paths(items: Sequence[StepFacts]) -> list[str]:
    return list(dict.fromkeys(item.path for item in items))
