"""Commands that show files, or do nothing with them: which lines of which file ``cat``, ``head``, ``sed`` and the like print."""

from coordgit.core.model import MATCH, PRESENCE, READ, WRITE, Access, Query
from coordgit.shell.call import OPEN, Argument, Call, Handler, answers, blurred, join, number, wordset
from coordgit.startup.typing import Iterable


def cat(call: Call) -> list[Access]:
    """Return all of every file, unchanged; a pager into a pipe prints the same."""
    files = call.options().operands
    if call.name in ("nl", "bat", "batcat"):
        files = call.options("bdfhilnsvwrH", ("line-range", "language", "style", "theme")).operands
        if call.name != "nl" and call.options("r", ("line-range",)).has("r", "line-range"):
            return derived(call)
    if call.name in ("less", "more"):
        files = [file for file in files if file.text[:1] != "+"]  # where to begin
    if not files:
        return call.pass_on()
    return [touch for file in files for touch in (call.pass_on() if file.text == "-" else call.read(file))]


def derived(call: Call) -> list[Access]:
    """Return something computed from all of every file: its lines in another order, a count, a checksum."""
    valued, skipped = DERIVED[call.name]
    options = call.options(valued)
    skipped += call.name == "yq" and any(word.text in YQ for word in options.operands[:1])
    files = options.operands[0 if options.has("f") else skipped :]
    if call.name == "yq" and options.has("i", "inplace", "in-place"):
        return [*call.blur(), *call.writes(files)]
    touches = call.parts(file for file in files if file.text != "-" and not file.glob)
    matched = [touch for file in files if file.glob for touch in call.listing(file)]
    if matched:  # a count or a checksum of many files shows next to nothing of each
        call.unknown.append(call.source)
        touches += matched
    if call.name == "diff" and options.has("r", "recursive"):  # of which files it shows something is unknown
        call.unknown.append(call.source)
        touches += blurred(touch for file in files for touch in call.listing(file, Query()))
    if call.name == "sort":
        touches += call.writes(options.values("o"))
        if not options.operands and not options.has("c", "C", "check", "m", "o", "output", "u", "unique"):
            return answers(call.pass_on())
    return [*call.blur(), *touches]


def head(call: Call) -> list[Access]:
    """Return the first lines."""
    options = call.options("nc", ("lines", "bytes"))
    count = options.last("n", "lines", "#") or "10"
    if options.has("c", "bytes") or not number(count):
        return _whole(call, options.operands)
    if not options.operands and _printed_fewer(call, count):
        return answers(call.pass_on())
    return _ranged(call, options.operands, 1, int(count)) if int(count) else []


def tail(call: Call) -> list[Access]:
    """Return the last lines, or those from a given one on."""
    options = call.options("ncs", ("lines", "bytes", "pid", "sleep-interval"))
    count = options.last("n", "lines", "#")
    if not options.operands and not options.has("c", "bytes", "f", "F") and _printed_fewer(call, count or "10"):
        return answers(call.pass_on())
    count = count or "10"
    if options.has("c", "bytes", "z", "zero-terminated", "f", "F", "follow") or not number(count.lstrip("+-")):
        return _whole(call, options.operands)
    lines = int(count.lstrip("+-"))
    if count.startswith("+"):
        return _ranged(call, options.operands, max(1, lines), OPEN)
    return _ranged(call, options.operands, -lines, OPEN) if lines else []


def _printed_fewer(call: Call, count: str) -> bool:
    """True if a search or listing that is piped into ``head`` or ``tail`` was printed whole: the command printed fewer lines than
    ``count``. One more may have been a blank one at the end, which clients leave out."""
    if not call.shown or not number(count) or call.shown.count("\n") + 2 >= int(count):
        return False
    around = [touch for touch in call.pass_on() if touch.act == READ and not touch.exact]
    searches = [touch for touch in call.pass_on() if touch not in around]
    if not all(touch.query is not None and not _finds_blank(touch) for touch in searches):
        return False
    # lines around the matches may be blank, unless a number or a name stands before each
    return all(touch.first for touch in around) or any(touch.query and touch.query.recursive for touch in searches)


def _finds_blank(touch: Access) -> bool:
    if touch.act != MATCH or touch.query is None:
        return False
    from coordgit.core.predicates import finds

    return finds(touch.query, [b""]) != []


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
        return call.writes([*files, *copies])
    ranges = _sed_ranges([script.text for script in scripts], options.has("n", "quiet", "silent"))
    if not ranges or len(files) > 1 or not all(script.known for script in scripts):
        return _whole(call, files)
    return [touch for first, last in ranges for touch in _ranged(call, files, first, last)]


def _sed_ranges(scripts: list[str], quiet: bool) -> list[tuple[int, int]]:
    """Return the line ranges that a sed script prints; none if it does anything else."""
    ranges = []
    parts = [part.strip() for part in ";".join(scripts).replace("\n", ";").split(";") if part.strip()]
    for part in parts:
        address, command = part[:-1].strip(), part[-1:]
        printed = _addressed(address) if command == "p" else None
        quits = command == "q" and number(address)
        if printed and quiet:
            ranges.append(printed)
        elif quits and not quiet:
            return [(1, int(address))] if len(parts) == 1 and int(address) else []  # "5q;d" prints the fifth line alone
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


_AWK_COMMANDS = r'system *\(|getline|\| *"|> *["(]'


def awk(call: Call) -> list[Access]:
    """Return something derived, or the lines that it chooses by number."""
    from coordgit.shell import awk_programs
    from coordgit.startup.regexes import re

    options = call.options("Fvfi", ("file", "field-separator", "assign", "include"))
    if any(name.text == "inplace" for name in options.values("i", "include")):
        return [*call.blur(), *call.writes(options.operands[0 if options.has("f", "file") else 1 :])]
    if options.has("f", "file") or not options.operands:
        call.unknown.append(call.source)
        return _whole(call, options.operands)
    program, *files = options.operands
    assigned = (*options.values("v", "assign"), *files)
    counted = program.known and not any(word.text.startswith(("RS=", "NR=", "FNR=")) for word in assigned)
    files = [file for file in files if not re.match(r"[A-Za-z_]\w*=", file.text)]
    if not program.known or re.search(_AWK_COMMANDS, program.text):
        call.unknown.append(call.source)
        return _whole(call, files)
    apart = len(files) <= 1 or program.text.count("NR") == program.text.count("FNR")
    lines = awk_programs.chosen(program.text) if counted and apart else None
    if lines is None:
        return _whole(call, files)
    first, last, whole = lines
    touches = _ranged(call, files, first, last)
    stops = any(touch.missing for touch in touches)  # mawk does at a file that is not there
    return touches if whole and not stops else blurred(touches)


def _whole(call: Call, files: list[Argument]) -> list[Access]:
    """Return an unknown part of each file: all of it, coarse."""
    return call.parts(files) if files else call.blur()


def _ranged(call: Call, files: list[Argument], first: int, last: int) -> list[Access]:
    if last != OPEN and last < first:
        return _whole(call, files)
    if files:
        return [touch for file in files for touch in call.read(file, first, last)]
    shown = [touch for touch in call.pass_on() if touch.act != WRITE]
    if len(shown) != 1 or shown[0].act != READ or not shown[0].exact or shown[0].missing:
        asked, rest = ([touch for touch in call.pass_on() if (touch.act == PRESENCE) is there] for there in (True, False))
        return [*call.doubt(rest), *asked]
    return [touch if touch.act == WRITE else _cut(touch, first, last) for touch in call.pass_on()]


def _cut(touch: Access, first: int, last: int) -> Access:
    """Return the lines ``first`` to ``last`` of what ``touch`` delivered."""
    if min(first, touch.first) < 0:  # the last lines of what begins with the first; of another part their numbers are unknown
        return touch._replace(first=first, last=touch.last or last) if touch.first in (0, 1) else touch._replace(exact=False)
    start = max(touch.first, 1)
    end = touch.last or OPEN
    wanted = OPEN if last == OPEN else start + last - 1
    last = min(end, wanted) if OPEN not in (end, wanted) else max(end, wanted)
    first = start + first - 1
    return touch._replace(first=first, last=last) if last == OPEN or last >= first else touch._replace(exact=False)


def nothing(call: Call) -> list[Access]:
    """Return nothing, for a command that neither shows nor changes files of the repository."""
    names = [touch for word in call.arguments if word.glob and call.name in ("echo", "printf") for touch in call.listing(word)]
    return [*call.blur(), *names]


def printed(call: Call) -> str:
    """Return the text that ``echo``, ``printf`` or ``cat`` of a here-document prints, "" if it is not known, or another's."""
    if call.name == "cat" and not call.arguments:
        return call.text
    if call.name not in ("echo", "printf") or not all(word.known for word in call.arguments):
        return ""
    words = [word.text.replace("\\n", "\n") for word in call.arguments]
    return " ".join(words) + "\n" if call.name == "echo" else "\n".join(words[len(words) > 1 and "%" in words[0] :])


def check(call: Call) -> list[Access]:
    """Return the paths of which ``test`` asks whether they are there."""
    pairs = zip(call.arguments, call.arguments[1:], strict=False)
    return [*call.blur(), *presence(call, [word for sign, word in pairs if sign.text in ON_PATHS])]


def presence(call: Call, words: Iterable[Argument]) -> list[Access]:
    """Return the question whether each of these paths is there."""
    plain = [word.text for word in words if word.known and word.text and not word.glob]
    return [Access(PRESENCE, path) for text in plain if (path := join(call.directory, text)) is not None]


_SPECIAL = frozenset("\"'$`\\*?[~(){}<>;&|")


def conditional(source: str) -> list[Argument]:
    """Return the words of ``[[ -f PATH ]]`` that ask for plain paths, as ``test`` has them; none of another command."""
    words = source.split() if source.startswith("[[") else []
    printed = words[:1]
    for n, word in enumerate(words[1:]):
        sign, path = words[n], (word[1:-1] if word[0] in "'\"" and word[0] == word[-1] else word)
        if sign in ON_PATHS and not _SPECIAL.intersection(path):
            printed += [sign, path]
    return [Argument(text) for text in printed]


def stat(call: Call) -> list[Access]:
    """Return the paths of which ``stat`` only tells that they are there; ``file`` looks into them too."""
    if call.name == "file":
        return [*derived(call), *presence(call, call.options("fFemP").operands)]
    return [*call.blur(), *presence(call, call.options("c", ("format", "printf")).operands)]


ON_PATHS = wordset("-e -f -d -s -r -w -x -L -h")
"""Operators of ``test`` that are false of a path that is not there."""

DERIVED: dict[str, tuple[str, int]] = {
    name: (valued, skipped)
    for names, valued, skipped in (
        ("wc tac rev md5sum sha1sum sha256sum sha512sum cksum comm cmp file zcat", "", 0),
        ("base64 strings xxd hexdump od", "nNAjtsl", 0),
        ("sort", "kSTto", 0),
        ("uniq", "fsw", 0),
        ("cut", "bcfd", 0),
        ("paste join fold fmt expand unexpand", "dstwcNo", 0),
        ("column", "nOCNlEHRTWripcosS", 0),
        ("iconv shuf", "ftoin", 0),
        ("pr", "DhlNowW", 0),
        ("diff", "UCLIxXWF", 0),
        ("jq yq", "L", 1),
        ("look", "t", 1),
        ("bat batcat", "r", 0),
    )
    for name in names.split()
}
"""Name -> letters of options with a value, and how many operands come before the files."""

YQ = wordset("e eval ea eval-all")
"""Commands of ``yq``, which it does not need."""

QUIET = wordset(
    "echo printf pwd true false : exit return sleep date whoami which type export set unset mkdir rmdir",
    "uname hostname id wait kill ps basename dirname seq shift chown umask read history clear df free",
    "tput realpath readlink local declare typeset trap break continue jobs alias hash ulimit tr yes pushd",
    "popd dirs let nproc uptime arch tty who groups getent printenv pgrep pkill killall lsof ss netstat ping",
    "coordgit",  # what it reads for a session it records itself
)

PRINTING: dict[str, Handler] = {
    **dict.fromkeys(("cat", "nl", "less", "more", "bat", "batcat"), cat),
    "head": head,
    "tail": tail,
    **dict.fromkeys(("sed", "gsed"), sed),
}
"""Commands that print files, all of them or some lines."""

SHOWING: dict[str, Handler] = {
    **dict.fromkeys(DERIVED, derived),
    **PRINTING,
    **dict.fromkeys(("awk", "gawk", "mawk"), awk),
    **dict.fromkeys(QUIET, nothing),
    **dict.fromkeys(("test", "[", "[["), check),
    **dict.fromkeys(("stat", "file"), stat),
}
