"""Commands that show or change files: which lines of which file ``cat``, ``head``, ``sed`` and the like print."""

from coordgit.core.model import LISTING, MATCH, MODE, READ, WRITE, Access
from coordgit.shell.call import OPEN, Argument, Call, number, wordset
from coordgit.startup.typing import Callable


def cat(call: Call) -> list[Access]:
    """Return all of every file, unchanged; a pager into a pipe prints the same."""
    files = call.options().operands
    if call.name in ("nl", "bat", "batcat"):
        files = call.options("bdfhilnsvwrH", ("line-range", "language", "style", "theme")).operands
        if call.name != "nl" and call.options("r", ("line-range",)).has("r", "line-range"):
            return derived(call)
    if not files:
        return call.pass_on()
    return [touch for file in files for touch in (call.pass_on() if file.text == "-" else call.read(file))]


def derived(call: Call) -> list[Access]:
    """Return something computed from all of every file: its lines in another order, a count, a checksum."""
    valued, skipped = DERIVED[call.name]
    options = call.options(valued)
    files = options.operands[0 if options.has("f") else skipped :]
    touches = [touch for file in files if file.text != "-" and not file.glob for touch in call.read(file, exact=False)]
    matched = [touch for file in files if file.glob for touch in call.listing(file)]
    if matched:  # a count or a checksum of many files shows next to nothing of each
        call.unknown.append(call.source)
        touches += matched
    if call.name == "sort":
        touches += [touch for file in options.values("o") for touch in call.write(file)]
    return [*call.blur(), *touches]


def head(call: Call) -> list[Access]:
    """Return the first lines."""
    options = call.options("nc", ("lines", "bytes"))
    count = options.number("n", "lines", "#") or "10"
    if options.has("c", "bytes") or not number(count):
        return _whole(call, options.operands)
    return _ranged(call, options.operands, 1, int(count)) if int(count) else []


def tail(call: Call) -> list[Access]:
    """Return the last lines; the total number of lines is unknown, unless counting starts from the first."""
    options = call.options("ncs", ("lines", "bytes", "pid", "sleep-interval"))
    count = options.number("n", "lines")
    if options.has("c", "bytes") or not (count.startswith("+") and number(count[1:])):
        return _whole(call, options.operands)
    return _ranged(call, options.operands, max(1, int(count[1:])), OPEN)


def sed(call: Call) -> list[Access]:
    """Return the lines of ``-n A,Bp``; with ``-i`` an edit; else something derived."""
    options = call.options("efl", ("expression", "file", "line-length"), attached="i")
    scripts, files = options.values("e", "expression"), options.operands
    in_place = options.values("i", "in-place")
    if options.has("i") and files and files[0].known and not files[0].text:
        files = files[1:]  # BSD wants the suffix as a word of its own, empty for none
    if not scripts and not options.has("f", "file"):
        scripts, files = files[:1], files[1:]
    if options.has("i", "in-place"):
        copies = [Argument(file.text + suffix.text) for suffix in in_place if suffix.text for file in files]
        return [touch for file in [*files, *copies] for touch in call.write(file)]
    ranges = _sed_ranges([script.text for script in scripts], options.has("n", "quiet", "silent"))
    if not ranges or not all(script.known for script in scripts):
        return _whole(call, files)
    if len(files) > 1:
        return _whole(call, files)
    return [touch for first, last in ranges for touch in _ranged(call, files, first, last)]


def _sed_ranges(scripts: list[str], quiet: bool) -> list[tuple[int, int]]:
    """Return the line ranges that a sed script prints; none if it does anything else."""
    ranges = []
    for part in ";".join(scripts).replace("\n", ";").split(";"):
        address, command = part.strip()[:-1].strip(), part.strip()[-1:]
        if not command:
            continue
        printed = _addressed(address) if command == "p" else None
        quits = command == "q" and number(address)
        if printed and quiet:
            ranges.append(printed)
        elif quits and not quiet:
            return [(1, int(address))] if len(scripts) == 1 and not ranges and int(address) else []
        elif not quits:
            return []
    return ranges


def _addressed(text: str) -> tuple[int, int] | None:
    """The lines that ``A``, ``A,B``, ``A,+N`` or ``A,$`` names; ``None`` for none or something else."""
    start, comma, end = (piece.strip() for piece in text.partition(","))
    if not number(start) or not (not comma or end == "$" or number(end.removeprefix("+"))):
        return None
    first = int(start)
    last = OPEN if end == "$" else first if not comma else int(end) + first * end.startswith("+")
    return None if first < 1 or (last != OPEN and last < first) else (first, last)


_AWK_RANGE = r" *F?NR *(>=|>) *(\d{1,9}) *&& *F?NR *(<=|<) *(\d{1,9})(?: *\{ *print(?: +\$0)? *;? *\})? *"
_AWK_COMMANDS = r'system *\(|getline|\| *"|> *["(]'


def awk(call: Call) -> list[Access]:
    """Return something derived, or the lines of ``NR>=A && NR<=B``."""
    from coordgit.startup.patterns import re

    options = call.options("Fvf", ("file", "field-separator", "assign"))
    if options.has("f", "file") or not options.operands:
        call.unknown.append(call.source)
        return _whole(call, options.operands)
    program, *files = options.operands
    files = [file for file in files if not re.match(r"[A-Za-z_]\w*=", file.text)]
    lines = re.fullmatch(_AWK_RANGE, program.text) if program.known else None
    if lines and len(files) <= 1:
        return _ranged(call, files, int(lines[2]) + (lines[1] == ">"), int(lines[4]) - (lines[3] == "<"))
    if not program.known or re.search(_AWK_COMMANDS, program.text):
        call.unknown.append(call.source)
    return _whole(call, files)


def _whole(call: Call, files: list[Argument]) -> list[Access]:
    """Return an unknown part of each file: all of it, coarse."""
    return [touch for file in files for touch in call.read(file, exact=False)] if files else call.blur()


def _ranged(call: Call, files: list[Argument], first: int, last: int) -> list[Access]:
    if last != OPEN and last < first:
        return _whole(call, files)
    if files:
        return [touch for file in files for touch in call.read(file, first, last)]
    shown = [touch for touch in call.pass_on() if touch.act != WRITE]
    if len(shown) != 1 or shown[0].act != READ or not shown[0].exact or shown[0].missing:
        return call.blur()
    return [touch if touch.act == WRITE else _cut(touch, first, last) for touch in call.pass_on()]


def _cut(touch: Access, first: int, last: int) -> Access:
    """Return the lines ``first`` to ``last`` of what ``touch`` delivered."""
    start = max(touch.first, 1)
    end = touch.last or OPEN
    wanted = OPEN if last == OPEN else start + last - 1
    last = min(end, wanted) if OPEN not in (end, wanted) else max(end, wanted)
    first = start + first - 1
    return touch._replace(first=first, last=last) if last == OPEN or last >= first else touch._replace(exact=False)


def tee(call: Call) -> list[Access]:
    """Pass the input on, and write it."""
    return [*call.pass_on(), *(touch for file in call.options().operands for touch in call.write(file))]


def rewrite(call: Call) -> list[Access]:
    """Return possible writes of every named file."""
    options = call.options("" if call.name == "rm" else "drts", ("date", "reference", "size"))
    write = call.write_all if call.name == "rm" and options.has("r", "R", "recursive") else call.write
    return [touch for file in options.operands for touch in write(file)]


_PLAIN = frozenset(("R", "c", "f", "v", "recursive", "changes", "quiet", "silent", "verbose", "reference"))
"""Options of ``chmod`` that are not a mode, such as ``-x``."""


def chmod(call: Call) -> list[Access]:
    """Return the files that may become executable, or not."""
    options = call.options("", ("reference",))
    files = options.operands[0 if options.given.keys() - _PLAIN or options.has("reference") else 1 :]
    return [touch._replace(act=MODE) for file in files for touch in call.write(file)]


def transfer(call: Call) -> list[Access]:
    """``mv``, ``cp``, ``ln`` and ``install``: the target is a file, or a directory that then holds files of the same names."""
    valued = "Stmog" if call.name == "install" else "St"
    options = call.options(valued, ("suffix", "target-directory", "mode", "owner", "group"))
    into = options.values("t", "target-directory")
    *sources, target = [*options.operands, *into] or [Argument("")]
    if not sources:
        return call.untold()
    whole = call.name == "mv" or options.has("r", "R", "a", "recursive", "archive")
    folder = target.text.rstrip("/") or target.text
    below = [
        source._replace(text=f"{folder}/{source.text.rstrip('/').rpartition('/')[2]}")
        for source in sources
        if source.known and target.known
    ]
    plain = [] if into or target.text.endswith("/") or target.text in (".", "..") or len(sources) > 1 else [target]
    gone = sources if call.name == "mv" else []
    write = call.write_all if whole else call.write
    return [touch for file in [*gone, *plain, *below] for touch in write(file)]


def dd(call: Call) -> list[Access]:
    """Return the read of ``if=`` and the possible write of ``of=``."""
    sides = [(item.text[:3], item._replace(text=item.text[3:])) for item in call.arguments]
    read = [touch for side, file in sides if side == "if=" for touch in call.read(file, exact=False)]
    return [*call.blur(), *read, *(touch for side, file in sides if side == "of=" for touch in call.write(file))]


def editor(call: Call) -> list[Access]:
    """Return possible writes of the files that ``ed`` or ``ex`` is given, whose commands come from elsewhere."""
    return [*call.blur(), *(touch for file in call.options("pcS").operands for touch in call.write(file))]


_PATCHED = r"^(?:---|\+\+\+) (?:[ab]/)?([^\t\n]+)"
TRIED = ("check", "dry-run", "stat", "numstat", "summary", "cached")
"""Options with which a patch changes no file."""


def patch(call: Call) -> list[Access]:
    """``patch`` and ``git apply``: return a possible write of the file that is named, or of any below and those that a patch in a
    here-document names."""
    import re

    options = call.options("piodBDFrVYzg", ("strip", "input", "output", "directory", "exclude", "include"))
    if options.has(*TRIED):
        return call.blur()
    if call.name == "patch" and options.operands:
        return [*call.blur(), *call.write(options.operands[0])]
    folder = (options.values("d", "directory") or [Argument(".")])[0]
    named = [touch for name in re.findall(_PATCHED, call.text, re.MULTILINE) for touch in call.write(Argument(name))]
    return [*call.blur(), *named, *call.write_all(folder)]


def xargs(call: Call) -> list[Access]:
    """Return what a command that prints files shows of those whose names are piped in."""
    shown = each(call, passed_on(call), call.fed or [])
    return call.untold() if shown is None else [*call.blur(), *shown]


def passed_on(call: Call) -> list[Argument]:
    """Return the command that xargs runs."""
    words = list(call.arguments)
    while words and words[0].text.startswith("-"):
        del words[: 2 if words[0].text in ("-I", "-n", "-P", "-L", "-d", "-s", "-E") else 1]
    return words


def each(call: Call, words: list[Argument], names: list[Access]) -> list[Access] | None:
    """Return what the command ``words`` shows, or may write, of each file that a listing names, or a search finds; ``None`` if it
    is not one that does."""
    command = words[0].text if words else ""
    handler = PRINTING.get(command) or EDITING.get(command)
    found = [touch for touch in names if touch.query is not None and touch.act in (LISTING, MATCH)]
    if handler is None or len(found) < len(names):
        return None
    shown: list[Access] = []
    for touch in found:
        for pattern in _patterns(touch):
            name = Argument(f"{touch.path}/{pattern}" if touch.path else pattern, glob=True)
            options = [word for word in words[1:] if "{}" not in word.text]
            inner = Call(command, [*options, name], directory="", source=call.source)
            shown += [one for one in handler(inner) if one.act == WRITE or (one.act == READ and touch.act == LISTING)]
            call.unknown += inner.unknown
    return shown if any(touch.act == LISTING for touch in found) or shown else None


def _patterns(touch: Access) -> list[str]:
    """Return globs, below the folder, of the files that a listing names or a search may find."""
    assert touch.query is not None
    anywhere = "**" if touch.query.recursive else "*"
    if touch.act == LISTING:
        return [touch.query.pattern or anywhere]
    return [one if "/" in one else f"**/{one}" for one in touch.query.pathspecs if one[:1] not in (":", "!")] or [anywhere]


_OPENED = r"""(?:open|Path)\( *(['"])([^'"\n]+)\1(?: *, *(?:mode *= *)?['"]([rwaxbt+]+)['"])?[^()]*\)(\.write_)?"""


_NAMED = r"""['"]((?:[\w.-]+/)*[\w-]*\.\w+|(?:[\w.-]+/)+[\w-]+)['"]"""
MOST_NAMED = 30
"""Names of files in a script that are considered."""


def perl(call: Call) -> list[Access]:
    """Return the files that ``-i`` edits in place; ``ruby`` has the same options."""
    options = call.options("eEIMmFl", attached="i")
    if not options.has("i"):
        return call.untold()
    files = options.operands[0 if options.has("e", "E") else 1 :]
    return [*call.blur(), *(touch for file in files for touch in call.write(file))]


def python(call: Call) -> list[Access]:
    """Return the files that ``python -c``, or a here-document, names in plain words where it opens them, and those that it may
    write, since it names them and writes; what else it does is unknown."""
    from coordgit.startup.patterns import re

    texts = [word.text for word in call.arguments]
    code = call.arguments[texts.index("-c") + 1 :][:1] if "-c" in texts else [Argument(call.text)]
    touches = call.untold()
    text = code[0].text if code and code[0].known else ""
    for _, name, mode, writes in re.findall(_OPENED, text):
        file = Argument(name)
        touches += call.write(file) if writes or set(mode) & set("wax+") else call.read(file, exact=False)
    if ".write" in text:
        opened = {name for _, name, _, _ in re.findall(_OPENED, text)}
        named = dict.fromkeys(name for name in re.findall(_NAMED, text) if name not in opened)
        touches += [touch for name in list(named)[:MOST_NAMED] for touch in call.write(Argument(name))]
    return touches


def nothing(call: Call) -> list[Access]:
    """Return nothing, for a command that neither shows nor changes files of the repository."""
    names = [touch for word in call.arguments if word.glob and call.name == "echo" for touch in call.listing(word)]
    return [*call.blur(), *names]


DERIVED: dict[str, tuple[str, int]] = {
    name: (valued, skipped)
    for names, valued, skipped in (
        ("wc tac rev md5sum sha1sum sha256sum sha512sum cksum comm cmp file", "", 0),
        ("base64 strings xxd hexdump od", "nNAjtsl", 0),
        ("sort", "kSTto", 0),
        ("uniq", "fsw", 0),
        ("cut", "bcfd", 0),
        ("paste join column fold fmt expand unexpand", "dstwcNo", 0),
        ("diff", "UCLIxXWF", 0),
        ("jq yq", "L", 1),
        ("bat batcat", "r", 0),
    )
    for name in names.split()
}
"""Name -> letters of options with a value, and how many operands come before the files."""

QUIET = wordset(
    "echo printf pwd true false : exit return sleep date whoami which type export set unset test [ [[ mkdir rmdir",
    "uname hostname id wait kill ps basename dirname seq shift chown umask read history clear df du free",
    "tput stat realpath readlink local declare typeset trap break continue jobs alias hash ulimit tr yes pushd",
    "popd dirs let nproc uptime arch tty who groups getent printenv pgrep pkill killall lsof ss netstat ping",
)

PRINTING: dict[str, Callable[[Call], list[Access]]] = {
    **dict.fromkeys(("cat", "nl", "less", "more", "bat", "batcat"), cat),
    "head": head,
    "tail": tail,
    **dict.fromkeys(("sed", "gsed"), sed),
}
"""Commands that print files, all of them or some lines."""

EDITING: dict[str, Callable[[Call], list[Access]]] = {"rm": rewrite, "perl": perl, "ruby": perl}
"""Other commands that may change each file that they are given."""

FILES: dict[str, Callable[[Call], list[Access]]] = {
    **dict.fromkeys(DERIVED, derived),
    **PRINTING,
    **dict.fromkeys(("awk", "gawk", "mawk"), awk),
    "xargs": xargs,
    "tee": tee,
    "dd": dd,
    **dict.fromkeys(("ed", "ex"), editor),
    "patch": patch,
    "chmod": chmod,
    **dict.fromkeys(("python", "python3"), python),
    **EDITING,
    **dict.fromkeys(("touch", "truncate", "unlink", "shred"), rewrite),
    **dict.fromkeys(("mv", "cp", "ln", "install"), transfer),
    **dict.fromkeys(QUIET, nothing),
}
