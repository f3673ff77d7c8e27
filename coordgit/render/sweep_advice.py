"""Advice after a sweep: how to leave another session's edit out of a commit, and how to hand it over. Pure text."""

from posixpath import join, normpath

from coordgit.core.advice_facts import CONCLUDE, Remedy
from coordgit.core.commit_command import parse_commit
from coordgit.core.quoting import MOST, option
from coordgit.render.reader_folder import Where
from coordgit.startup.typing import Callable, Iterable, Sequence

BY_HAND = "# commit again, naming your own paths: the same command would carry the others along"


Wording = tuple[str, ...]
"""A part of a sentence, and its commands."""


def left_out(where: Where, paths: Sequence[str], listed: str, ack: str, staged: bool) -> Wording:
    """Advise leaving whole paths out of the index; the work tree keeps them as they are. ``staged``: out of the commit alone."""
    handed = f"# or, if {it_is(paths)} handed over to you: {ack}"
    if staged:
        return f"leave {listed} out", handed
    command = where.run(f"restore --staged -- {where.paths(paths)}")
    return f"leave {listed} out ({command})", command, handed


def handed_over(where: Where, paths: Sequence[str], listed: str, owner: str, ack: str) -> Wording:
    """Have the other session commit its edits of the paths first, or take them out, or hand them over."""
    first = f"have {listed} committed by {owner} first"
    if where.whole:
        edits, it = ("edit", "it") if len(paths) == 1 else ("edits", "them")
        add = where.run(f"add -- {where.paths(paths)}")
        first = f"have {owner} take its {edits} of {listed} out until this is committed, stage {it} again ({add})"
    first += f", or, if {it_is(paths)} handed over to you"
    return f"{first}, acknowledge it ({ack})", f"# {first}:", ack


def concluded(facts: Remedy, owner: str, ack: str) -> Wording:
    """Let the other session end its operation first, or have it handed over: only then all that follows is done."""
    first = f"let {owner}, which is in the middle of this {facts.operation}, end it first, then commit again"
    first += "; or, if it is handed over to you"
    instead = ", instead:" if any(step.help != CONCLUDE for step in facts.steps) else ","
    return f"{first}{instead} acknowledge it ({ack})", f"# {first}:", ack


def portion(where: Where, facts: Remedy, otherwise: Sequence[str], own: Iterable[str], theirs: Iterable[str]) -> Wording:
    """Advise ``coordgit commit`` with the message that was given: it leaves the lines of others in the work tree. It amends
    nothing, and to amend again after the other session has committed would rewrite that commit. A rebase is ended before that.
    ``theirs``: paths of which it has nothing to commit, which it refuses where they are named."""
    typed, amends = parse_commit(facts.command), facts.amends
    message = " ".join(map(option, typed.message)) or '-m "..."'
    full = {path: normpath(join(facts.worktree, facts.prefix or "", path)) for path in typed.paths}
    mine, others = ([f"{facts.worktree}/{path}" for path in some] for some in (own, theirs))
    named = [path for path in typed.paths if not _is_in(full[path], others) or _is_in(full[path], mine)]
    named = ["--", *named] if any(path.startswith("-") for path in named) else named
    paths = "".join(f" {option(path)}" for path in named)
    own, alone = f"{where.tool_as_typed} commit {message}{paths}", ", as a commit of its own" if amends else ""
    if facts.instead:
        own = " && ".join([where.run(facts.instead[0]), own, *map(where.run, facts.instead[1:])])
    rest = f"or, once {' and '.join(otherwise)}, {'amend' if amends else 'commit'} again"
    return f"commit only what this session has edited{alone} ({own}); {rest}", own, f"# {rest}"


def _is_in(folder: str, paths: Iterable[str]) -> bool:
    """True if one of the paths is the folder, or in it."""
    return any(path == folder or path.startswith(f"{folder}/") for path in paths)


def settled(paths: Sequence[str], listed: str, owner: str, ack: str, amends: bool) -> str:
    """Return what lets the whole paths be committed."""
    if amends:
        return f"you have acknowledged that {listed} {it_is(paths).split()[1]} handed over to you ({ack})"
    return f"{owner} has committed {listed}, or you have acknowledged that {it_is(paths)} handed over to you ({ack})"


def restaged(say: Callable[..., None], where: Where, command: Sequence[str], own: Sequence[str]) -> str:
    """Advise staging all but what is left out, and return the commit of what is staged, instead of one that selects paths itself:
    what has stopped cannot be committed in parts."""
    named = f"add -- {where.paths(own)}"
    if own:
        say(f"stage the rest ({where.run(named)})" if len(own) <= MOST else "stage the rest", where.run(named))
    return where.run(" ".join(map(option, parse_commit(command).rest or ("commit",))))


def after_stop(where: Where, facts: Remedy, own: Sequence[str], out: Sequence[str], stays: bool) -> str:
    """Return what makes the commit again at which a rebase has stopped, of one's own paths, and then goes on with the rebase, or
    ends it there. ``stays``: another session may have committed meanwhile, which is not to be amended."""
    unstaged = where.paths([path for path in facts.unstaged if path not in out])
    commit = facts.commit.replace("--amend ", "") if stays else facts.commit
    made = [*([f"add -- {unstaged}"] if unstaged else []), commit] if commit and (own or facts.amends) else []
    return " && ".join(map(where.run, [*made, *(facts.instead if out and facts.instead else ["rebase --continue"])]))


def undone(where: Where, undo: str, out: Sequence[str]) -> str:
    """Return the command that undoes what has stopped. git would take what is staged out of the work tree: others' edits, too."""
    unstaged = [where.run(f"restore --staged -- {where.paths(out)}")] if out else []
    return " && ".join([*unstaged, where.run(undo)])


def again(where: Where, command: Sequence[str], involved: Sequence[str], out: Sequence[str]) -> str:
    """Return a command that commits the rest, replacing one that would select the same paths again; "" if unknown. If nothing is
    left of an amend, the message alone is amended."""
    own = [path for path in involved if path not in out]
    words = parse_commit(command).rest
    if words is not None and not own and "--amend" in words:
        return where.run(" ".join([*map(option, words), "--only"]))
    if words is None or not 0 < len(own) <= MOST:
        return ""
    return where.run(" ".join([*map(option, words), "--", *map(where.path, own)]))


def it_is(paths: Sequence[str]) -> str:
    return "it is" if len(paths) == 1 else "they are"
