"""Access to git for hooks: start a child, feed it, read its output. Standard library, no ``subprocess`` (8 ms).

Every child gets ``GIT_OPTIONAL_LOCKS=0`` (no hidden index refresh), ``GIT_NO_LAZY_FETCH=1`` (a partial clone would
otherwise fetch inside the ref lock) and ``GIT_NO_REPLACE_OBJECTS=1`` (a replacement would hide what a commit changes).
``GIT_*`` is scrubbed: a variable meant for the caller's repository must not redirect ours. The gate keeps what git itself
gave it (``KEPT``), since the answer depends on it: the index of ``commit -- path``, the objects of a push.
"""

from __future__ import annotations

import os

from coordgit.errors import CoordgitError
from coordgit.startup.typing import Any, Callable, Generator, Iterable, Iterator, Mapping, T

Steps = Generator[None, None, T]
"""A generator that runs children of git one after the other: it yields once one has started; resumed, it reads its output."""

ALWAYS_KEPT = ("GIT_CEILING_DIRECTORIES", "GIT_EXEC_PATH", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
KEPT = (
    *ALWAYS_KEPT,
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_QUARANTINE_PATH",
)
"""Variables of the caller that git's children get in the gate and in ``check``; the first ones they always get."""
NO_FETCH = "GIT_NO_LAZY_FETCH"
"""The variable that keeps git from fetching what a partial clone lacks."""
NUMBERED = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
"""Prefixes of the variables that ``GIT_CONFIG_COUNT`` counts (git-config(1))."""
LOCAL = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_QUARANTINE_PATH",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_SHALLOW_FILE",
    "GIT_IMPLICIT_WORK_TREE",
)
"""Variables that name the repository of one command (git rev-parse --local-env-vars); others hold how a remote is reached."""


def environment(environ: Mapping[str, str], keep: bool = False) -> dict[str, str]:
    """Return the variables for git's children; ``keep`` inside the gate and ``check`` only."""
    kept = KEPT if keep else ALWAYS_KEPT
    env = {k: v for k, v in environ.items() if not k.startswith("GIT_") or k in kept or (keep and k.startswith(NUMBERED))}
    env["GIT_OPTIONAL_LOCKS"] = "0"
    env[NO_FETCH] = "1"
    env["GIT_NO_REPLACE_OBJECTS"] = "1"
    env["LC_ALL"] = "C"
    env["GIT_LITERAL_PATHSPECS"] = "0"
    return env


def without_local(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without those that name a repository."""
    return {name: value for name, value in environ.items() if name not in LOCAL}


TOGETHER = 16
"""Children that run in parallel at most: each holds a file descriptor."""
FEW = 200
"""Paths on one command line at most: its length is bounded."""


class Git:
    """One repository as seen from one folder: ``start`` children in parallel, ``run`` one to its end."""

    def __init__(self, cwd: str, env: dict[str, str] | None = None, worktree: str = "") -> None:
        self.cwd = cwd
        self.worktree = worktree
        """git's own name of the worktree that ``cwd`` is in, if known."""
        self.env = environment(os.environ) if env is None else env
        self.answers: dict[str, dict[Any, Any]] = {}
        """git's answers about objects, by kind of question and what it is about: they never change."""

    def once(self, kind: str, key: object, ask: Callable[[], T]) -> T:
        """Return the answer to a question about objects, asked by ``ask`` the first time."""
        known = self.answers.setdefault(kind, {})
        if key not in known:
            known[key] = ask()
        answer: T = known[key]
        return answer

    def start(self, *args: str, stdin: bytes | None = None) -> Child:
        return Child(self, args, stdin)

    def each(self, commands: Iterable[tuple[str, ...]]) -> Iterator[tuple[int, bytes]]:
        """Yield (exit code, standard output) of each command, in their order; at most ``TOGETHER`` run at a time."""
        running: list[Child] = []
        for args in commands:
            running.append(self.start(*args))
            if len(running) == TOGETHER:
                yield running.pop(0).outcome()
        for child in running:
            yield child.outcome()

    def run(self, *args: str, stdin: bytes | None = None, ok: tuple[int, ...] = (0,)) -> bytes:
        """Return the child's standard output. Raises ``CoordgitError`` for an exit code that is not in ``ok``."""
        return self.start(*args, stdin=stdin).result(ok)

    def text(self, *args: str, ok: tuple[int, ...] = (0,)) -> str:
        """Return standard output as text, without its last line end."""
        return decode(self.run(*args, ok=ok)).removesuffix("\n")

    def version(self) -> tuple[int, int]:
        """Return git's version, (0, 0) if it is unknown."""
        return version_of(self.text("version").removeprefix("git version "))

    def setting(self, name: str, kind: str = "") -> str:
        """Return a setting, "" if it is not set; ``kind``: in git's form of that type (git-config(1), ``--type``)."""
        return self.text("config", *([f"--type={kind}"] if kind else []), "--get", name, ok=(0, 1))

    def settings(self, pattern: str) -> list[tuple[str, str]]:
        """Return (name, value) of each setting whose name, in git's spelling, matches a regular expression."""
        found = records(self.run("config", "-z", "--get-regexp", pattern, ok=(0, 1)))
        return [(name, value) for name, _, value in (record.partition("\n") for record in found)]

    def path(self, name: str) -> str:
        """Return where a file of the git directory is, as ``hooks`` (git-rev-parse(1), ``--git-path``)."""
        return os.path.join(self.cwd, self.text("rev-parse", "--git-path", name))  # --path-format needs git 2.31

    def commit(self, name: str) -> str | None:
        """Return the commit that a ref or another ``name`` names, ``None`` if it names none here."""
        if name.startswith("-"):
            return None
        return self.text("rev-parse", "-q", "--verify", f"{name}^{{commit}}", ok=(0, 1, 128)) or None

    def full_name(self, name: str) -> str:
        """Return ``refs/heads/main`` for ``main``; "" for a commit by another name than a ref's."""
        return self.text("rev-parse", "-q", "--symbolic-full-name", name, ok=(0, 1, 128))

    def has(self, name: str) -> bool:
        """True if this object is here."""
        return self.code("cat-file", "-e", name) == 0

    def code(self, *args: str) -> int:
        """Return only the exit code."""
        return self.start(*args).outcome()[0]


class Child:
    """A running git. ``result`` waits for it; standard error is read only to explain a failure, from a second run."""

    def __init__(self, git: Git, args: tuple[str, ...], stdin: bytes | None) -> None:
        self.git = git
        self.args = args
        self.stdin = stdin
        self.pid, self.out = _spawn(git, args, stdin, stderr_to_out=False)
        self.done: bytes | None = None

    def drain(self) -> bytes:
        if self.done is None:
            chunks = []
            while chunk := os.read(self.out, 1 << 20):
                chunks.append(chunk)
            os.close(self.out)
            self.done = b"".join(chunks)
        return self.done

    def wait(self) -> int:
        """Return the exit code. Raises ``CoordgitError`` for a child that was killed: it gave no answer."""
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if code < 0:
            raise CoordgitError(f"git {self.args[0]} was killed by signal {-code}", "git fsck")
        return code

    def outcome(self) -> tuple[int, bytes]:
        """Return (exit code, standard output)."""
        out = self.drain()
        return self.wait(), out

    def result(self, ok: tuple[int, ...] = (0,)) -> bytes:
        code, out = self.outcome()
        if code not in ok:
            if self.git.env.get(NO_FETCH) == "0":  # a partial clone whose remote is out of reach: answer with what is here
                self.git.env[NO_FETCH] = "1"
                return self.git.run(*self.args, stdin=self.stdin, ok=ok)
            from coordgit.core.quoting import option

            again = f"git -C {option(self.git.cwd)} {' '.join(map(option, self.args))}"
            raise CoordgitError(f"git {self.args[0]} failed ({code}): {self.why()}", again)
        return out

    def why(self) -> str:
        """Return the line on standard error that explains the failure, from a second run."""
        pid, out = _spawn(self.git, self.args, self.stdin, stderr_to_out=True)
        printed = b""
        while chunk := os.read(out, 1 << 16):
            printed = (printed + chunk)[-2000:]
        os.close(out)
        os.waitpid(pid, 0)
        lines = decode(printed).strip().splitlines()
        fatal = [line for line in lines if line.startswith("fatal: ")]  # advice may follow
        return [*fatal, *lines[-1:], "it said nothing"][0]


def side_by_side(*several: Steps[Any]) -> list[Any]:
    """Run the steps of several generators at the same time; return what each returns."""
    returned = [None] * len(several)
    running = dict(enumerate(several))
    while running:
        for n, steps in list(running.items()):
            try:
                next(steps)
            except StopIteration as end:
                returned[n] = end.value
                del running[n]
    return returned


def executable(environ: Mapping[str, str]) -> str:
    """Return how git is started: by its name or, if PATH also has the current folder or one named from there, by its full path,
    since a clone may have brought a ``git`` of its own. Raises ``FileNotFoundError``."""
    folders = environ.get("PATH", os.defpath).split(os.pathsep)
    if all(folder[:1] == "/" for folder in folders):
        return "git"
    for folder in folders:
        if folder[:1] == "/" and os.access(f"{folder}/git", os.X_OK) and os.path.isfile(f"{folder}/git"):
            return f"{folder}/git"
    raise FileNotFoundError("it is in no folder of PATH that begins with a slash")


def _spawn(git: Git, args: tuple[str, ...], stdin: bytes | None, stderr_to_out: bool) -> tuple[int, int]:
    read_end, write_end = os.pipe()
    feed = _file_of(stdin) if stdin is not None else os.open(os.devnull, os.O_RDONLY)
    quiet = os.open(os.devnull, os.O_WRONLY)
    try:
        actions = [
            (os.POSIX_SPAWN_DUP2, feed, 0),
            (os.POSIX_SPAWN_DUP2, quiet if stderr_to_out else write_end, 1),
            (os.POSIX_SPAWN_DUP2, write_end if stderr_to_out else quiet, 2),
        ]
        argv = ["git", "-C", git.cwd, "--no-pager", *args] if git.cwd else ["git", "--no-pager", *args]
        pid = os.posix_spawnp(executable(os.environ), [encode(word) for word in argv], git.env, file_actions=actions)
    except OSError as error:
        os.close(read_end)
        raise CoordgitError(f"git cannot be run: {error}", "git --version") from error
    finally:
        os.close(write_end)
        os.close(feed)
        os.close(quiet)
    return pid, read_end


def _file_of(data: bytes) -> int:
    """Return a readable descriptor of ``data``: a pipe if it fits into one, else an unlinked file, so that nobody blocks."""
    if len(data) <= 16384:
        read_end, write_end = os.pipe()
        os.write(write_end, data)
        os.close(write_end)
        return read_end
    import tempfile

    with tempfile.TemporaryFile() as file:
        file.write(data)
        file.flush()
        descriptor = os.dup(file.fileno())
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def content(path: str) -> bytes:
    """Return a file's bytes, b"" if it cannot be read."""
    try:
        with open(path, "rb", 0) as file:
            return file.read()
    except OSError:
        return b""


NOT_INSIDE = "--ignore-submodules=dirty"
"""The option that compares a submodule's commit alone. To look at its files, git starts another git there, which runs what the
configuration of that repository names (``core.fsmonitor``), and anybody may have made it."""
LINE = 1 << 13
"""More bytes than the first line of any file of git has."""


def first_line(path: str) -> str:
    """Return a file's first line, "" if it cannot be read."""
    try:
        with open(path, "rb", 0) as file:
            return decode(file.read(LINE).partition(b"\n")[0].rstrip(b"\r"))
    except OSError:
        return ""


def decode(raw: bytes) -> str:
    """Return bytes from git, usually a path, as text that ``encode`` turns back into the same bytes."""
    return raw.decode("utf-8", "surrogateescape")


def readable(raw: bytes) -> str:
    """Return bytes that are only displayed, a name or a subject, as text: invalid UTF-8 is replaced, since SQLite refuses it."""
    return raw.decode("utf-8", "replace")


def legible(text: str) -> str:
    """Return a text of ``decode`` as it can be displayed: what is not UTF-8 is replaced."""
    return readable(encode(text))


def printable(text: str, instead: str) -> str:
    """Return ``text`` with ``instead`` for each character that a terminal would obey, or that cannot be encoded in UTF-8."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else instead for letter in text)


def is_utf8(text: str) -> bool:
    """True if ``decode`` was given UTF-8: the store keeps no other names of refs."""
    return text.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in text)


def encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def records(raw: bytes) -> Iterator[str]:
    """Yield NUL-terminated records as text."""
    for piece in raw.split(b"\0")[:-1]:
        yield decode(piece)


def entries(raw: bytes, paths: Iterable[str] | None = None) -> Iterator[tuple[list[str], str]]:
    """Yield (words, path) of each record that ``git ls-tree -z`` or ``git ls-files -s -z`` printed, or only of ``paths``."""
    wanted = None if paths is None else set(paths)
    for record in records(raw):
        about, path = record.split("\t", 1)
        if wanted is None or path in wanted:
            yield about.split(" "), path


RAW = ("-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff", "--ignore-submodules=none")


def raw_changes(raw: bytes) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield (path, modes, blobs) of each change in the output of ``RAW`` (git-diff(1), "Raw output format"): of each parent, and
    the new ones last."""
    fields = records(raw + b"\0")  # the last NUL may lack
    for field in fields:
        change = field.lstrip(":")
        if change != field:
            sides, words = len(field) - len(change) + 1, change.split(" ")
            yield next(fields), words[:sides], words[sides : 2 * sides]


def pieces(paths: list[str]) -> list[list[str]]:
    """Split ``paths`` into lists short enough for a command line each."""
    return [paths[n : n + FEW] for n in range(0, len(paths), FEW)]


def literally(paths: Iterable[str]) -> list[str]:
    """Return git's pathspecs of exactly these paths from the top, wherever it runs."""
    return [f":(top,literal){path}" for path in paths]


def of_tree(tree: str, paths: list[str]) -> tuple[str, ...]:
    """Return the command that lists ``paths`` in a tree; for many paths everything in it, to be filtered."""
    few = paths if len(paths) <= FEW and all(paths) else []
    return ("ls-tree", "-r", "-z", "--full-tree", tree, "--", *(f":(literal){path}" for path in few))


def of_index(paths: list[str]) -> tuple[str, ...]:
    """Return the command that lists ``paths`` in the index; for many paths everything in it, to be filtered."""
    few = paths if len(paths) <= FEW else []
    return ("ls-files", "-s", "-z", "--full-name", "--", *literally(few))


def listed(git: Git, oids: Iterable[str], asked: Iterable[str], *options: str) -> set[str]:
    """Return those of the commits ``oids`` that ``git rev-list`` lists for the revisions ``asked``."""
    return set(decode(git.run("rev-list", "--ignore-missing", "--stdin", *options, stdin=lines(asked))).split()).intersection(
        oids
    )


def lines(items: Iterable[str]) -> bytes:
    """Return ``items``, each ended by a newline."""
    return encode("".join(f"{item}\n" for item in items))


def nul(items: Iterable[str]) -> bytes:
    """Return ``items``, each ended by NUL."""
    return b"".join(encode(item) + b"\0" for item in items)


def version_of(said: str) -> tuple[int, int]:
    """Return the version in ``2.54.1``, (0, 0) for any other text."""
    major, minor, *_ = [*said.split("."), "", ""]
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)
