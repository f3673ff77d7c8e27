"""The git attribute ``coordgit`` of paths as commits set it, never as the work tree, the index or a user's own files do.

git reads attributes from a commit only since 2.40, and even then ``.git/info/attributes`` wins. So the commit's
``.gitattributes`` files are put into an empty repository, and git is asked there.
"""

import os

from coordgit.core.grouping import grouped
from coordgit.core.model import Oid
from coordgit.core.quoting import quote
from coordgit.errors import CoordgitError
from coordgit.git import trees
from coordgit.git.plumbing import Child, Git, decode, encode, entries, environment, literally, nul, of_tree, records
from coordgit.git.worktrees import Worktree
from coordgit.startup.typing import Iterable, NamedTuple

FILE = ".gitattributes"
NAME = b"coordgit"
ORDER = ("ignore", "inform", "append", "", "strict")
"""The values from the weakest to the strictest; "" is a path without one, or with an unknown one."""
LARGEST = 1 << 20
"""Largest attributes file that is read, in bytes."""


class Elsewhere(NamedTuple):
    """A file that sets the attribute but is in no commit: an untracked ``.gitattributes``, or another file git reads."""

    where: str
    """Its name in messages."""
    path: str
    """Where it applies: a path in the work tree, ``INFO`` or ``USER``."""
    text: bytes


INFO, USER = ".git/info/attributes", ".git/user-attributes"


def of_commits(git: Git, tips: Iterable[Oid], paths: Iterable[str], elsewhere: tuple[Elsewhere, ...] = ()) -> dict[str, str]:
    """Return the value for each path that has one, the strictest if commits differ. ``elsewhere`` applies as in git."""
    wanted = list(dict.fromkeys(paths))
    values: dict[str, str] = {}
    if not wanted:
        return values
    names = _files_above(wanted)
    asked: dict[tuple[tuple[str, Oid], ...], dict[str, str]] = {}
    for n, tip in enumerate(dict.fromkeys(tips)):
        files = _files_of(git, tip, names)
        key = tuple(files.items())
        if key not in asked:
            asked[key] = _ask(git, files, wanted, elsewhere)
        here = asked[key]
        for path in wanted:
            value = here.get(path, "")
            values[path] = value if n == 0 else max(value, values[path], key=ORDER.index)
    return {path: value for path, value in values.items() if value}


def at(git: Git, changed: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the attribute of each (commit or ref, path) that has one there."""
    known: dict[tuple[str, str], str] = {}
    for tip, some in grouped(changed).items():
        try:
            values = of_commits(git, [tip], some)
        except CoordgitError:  # the commit was pruned
            continue
        known.update(((tip, path), value) for path, value in values.items())
    return known


def elsewhere(git: Git, worktree: Worktree, paths: Iterable[str]) -> list[Elsewhere]:
    """Return what sets the attribute outside all commits and can concern ``paths``."""
    names = _files_above(paths) if worktree.top else []
    loose = {name: text for name in names if NAME in (text := _text(os.path.join(worktree.top, name)))}
    tracked = set(records(git.run("ls-files", "-z", "--full-name", "--", *literally(loose)))) if loose else set()
    files = [Elsewhere(f"{name} (untracked)", name, text) for name, text in loose.items() if name not in tracked]
    return [*files, *of_users(git, worktree)]


def of_users(git: Git, worktree: Worktree) -> list[Elsewhere]:
    """Return the files that set this attribute, other than ``.gitattributes``."""
    files = []
    if NAME in (text := _text(f"{worktree.common}/info/attributes")):
        files.append(Elsewhere(INFO, INFO, text))
    of_user = git.setting("core.attributesFile", "path")
    home = git.env.get("XDG_CONFIG_HOME") or f"{git.env.get('HOME', '')}/.config"
    named = os.path.join(worktree.top or worktree.common, of_user) if of_user else f"{home}/git/attributes"
    if NAME in (text := _text(named)):
        files.append(Elsewhere(f"{'core.attributesFile ' if of_user else ''}{named}", USER, text))
    return files


def start_notes(git: Git) -> Child:
    """Start looking for the attribute in HEAD's files."""
    options = ("--no-color", "--no-line-number", "--no-column")
    return git.start("grep", "-haE", *options, "coordgit", "HEAD", "--", f":(top,glob)**/{FILE}")


def notes(child: Child, top: str = "", more: Iterable[Elsewhere] = ()) -> list[str]:
    """Return a sentence for each unknown value of the attribute in HEAD's files, of which ``start_notes`` has started the child,
    in the one at ``top`` as it is now, and in ``more``."""
    code, out = child.outcome()
    now = _text(f"{top}/{FILE}") if top else b""
    said = unknown_values(f"a {FILE}", (out if code == 0 else b"") + now)
    return [*said, *(note for file in more for note in unknown_values(file.where, file.text))]


def unknown_values(where: str, text: bytes) -> list[str]:
    """Return a sentence for each unknown value of the attribute in a text, which is that of ``where``."""
    values = ", ".join(filter(None, sorted(ORDER)))
    unknown = []
    for line in decode(text).split("\n"):
        words = line.split()
        for word in words[1:] if not line.startswith("#") else ():
            name, _, value = word.lstrip("-!").partition("=")
            if name == "coordgit" and word[0] != "!" and (word[0] == "-" or not value or value not in ORDER):
                unknown.append(f"{where} says {quote(word)}, which is not one of {values}: it changes nothing")
    return list(dict.fromkeys(unknown))


def _files_above(paths: Iterable[str]) -> list[str]:
    """Return the names of the files that can give attributes to ``paths``, the top's first."""
    names = {FILE: None}
    for path in paths:
        at = path.find("/")
        while at >= 0:
            names[f"{path[: at + 1]}{FILE}"] = None
            at = path.find("/", at + 1)
    return list(names)


def _files_of(git: Git, tip: Oid, names: list[str]) -> dict[str, Oid]:
    """Return name -> blob of those that ``tip`` has; git takes no attributes from a link."""
    listed = entries(git.run(*of_tree(tip, names)), names)
    return {name: oid for (mode, _, oid), name in listed if mode.startswith("100")}


def _ask(git: Git, files: dict[str, Oid], paths: list[str], elsewhere: tuple[Elsewhere, ...]) -> dict[str, str]:
    """Return the value of each path to which these files give a known one."""
    blobs = trees.blobs(git, files.values(), LARGEST)
    texts = {name: text for name, oid in files.items() if (text := blobs[oid])}
    texts |= {file.path: file.text for file in elsewhere}
    if not any(NAME in text for text in texts.values()):
        return {}
    case = git.setting("core.ignoreCase", "bool") or "false"
    import tempfile

    with tempfile.TemporaryDirectory(prefix="coordgit-") as folder:
        for name in (".git/objects", ".git/refs", ".git/info"):
            os.makedirs(f"{folder}/{name}")
        _put(folder, ".git/HEAD", b"ref: refs/heads/none\n")
        for name, text in texts.items():
            _put(folder, name, text)
        env = {k: v for k, v in environment(git.env).items() if not k.startswith("GIT_CONFIG")}
        env |= {"HOME": folder, "XDG_CONFIG_HOME": folder, "GIT_CONFIG_NOSYSTEM": "1", "GIT_ATTR_NOSYSTEM": "1"}
        settings = ("-c", f"core.attributesFile={folder}/{USER}", "-c", f"core.ignoreCase={case}")
        out = Git(folder, env).run(*settings, "check-attr", "-z", "--stdin", "coordgit", stdin=nul(paths))
    fields = decode(out).split("\0")
    answers = {fields[n]: fields[n + 2] for n in range(0, len(fields) - 2, 3)}
    return {path: value for path, value in answers.items() if value in ORDER}


def _put(folder: str, name: str, text: bytes) -> None:
    parts = name.split("/")
    if ".." in parts or "" in parts:  # not a valid git path, though a tree can be crafted to hold it
        return
    full = os.path.join(encode(folder), encode(name))
    os.makedirs(os.path.dirname(full), exist_ok=True)
    with open(full, "wb") as file:
        file.write(text)


def _text(path: str) -> bytes:
    """Return the file's content as far as git would read it; b"" without a file."""
    try:
        if not os.path.isfile(path) or (path.endswith(FILE) and os.path.islink(path)):
            return b""
        with open(path, "rb") as file:
            return file.read(LARGEST)
    except OSError:
        return b""
