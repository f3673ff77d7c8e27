"""Commands that change files: which may write what."""

from coordgit.core.model import MODE, Access
from coordgit.shell.call import Argument, Call, Handler, possible, taken


def tee(call: Call) -> list[Access]:
    """Pass the input on, and write it."""
    shown = call.pass_on()
    return [*shown, *taken(shown, call.writes(call.options().operands))]


def rewrite(call: Call) -> list[Access]:
    """Return possible writes of every named file, none if ``git rm`` takes it out of the index alone."""
    options = call.options("" if call.name == "rm" else "drts", ("date", "reference", "size"))
    if options.has("cached"):
        return []
    write = call.write_all if call.name == "rm" and options.has("r", "R", "recursive") else call.write
    return [touch for file in options.operands for touch in write(file)]


_PLAIN = frozenset(("R", "c", "f", "v", "recursive", "changes", "quiet", "silent", "verbose", "reference"))
"""Options of ``chmod`` that are not a mode, such as ``-x``."""


def chmod(call: Call) -> list[Access]:
    """Return the files that may become executable, or not."""
    options = call.options("", ("reference",))
    files = options.operands[0 if options.given.keys() - _PLAIN or options.has("reference") else 1 :]
    return [touch._replace(act=MODE) for touch in call.writes(files)]


def transfer(call: Call) -> list[Access]:
    """``mv``, ``cp``, ``ln`` and ``install``: the target is a file, or a directory that then holds files of the same names.
    Of the files that are in it those may be written that a source has too."""
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
    written = [touch for file in [*plain, *below] for touch in write(file)]
    inside = [touch._replace(unnamed=touch.query is not None) for touch in written]
    return [*(touch for file in gone for touch in write(file)), *inside]


def dd(call: Call) -> list[Access]:
    """Return the read of ``if=`` and the possible write of ``of=``."""
    sides = [(item.text[:3], item._replace(text=item.text[3:])) for item in call.arguments]
    read = call.parts(file for side, file in sides if side == "if=")
    return [*call.blur(), *read, *call.writes(file for side, file in sides if side == "of=")]


_PRINTS = r"(?:^|[^A-Za-z\n])(?:p|pr|print|n|nu|number|l|list|#|z) *(?:\||$)"
"""A command of ``ed`` or ``ex`` that prints lines."""


def editor(call: Call) -> list[Access]:
    """Return possible writes of the files that ``ed``, ``ex`` or ``sponge`` is given, and reads if its commands print lines; what
    it puts there comes from elsewhere."""
    from coordgit.startup.regexes import re

    options = call.options("p" if call.name == "ed" else "cSuiTwWU", ("cmd",))
    files = [file for file in options.operands if file.text[:1] != "+"]
    commands = [*options.values("c"), *(word._replace(text=word.text[1:]) for word in options.operands if word.text[:1] == "+")]
    prints = re.search(_PRINTS, "\n".join([call.text, *(word.text for word in commands)]), re.MULTILINE)
    return [*call.blur(), *(call.parts(files) if prints else []), *call.writes(files)]


_PATCHED = r"^(?:---|\+\+\+) (?:[ab]/)?([^\t\n]+)"
TRIED = ("check", "dry-run", "stat", "numstat", "summary", "cached")
"""Options with which a patch changes no file."""


def patch(call: Call) -> list[Access]:
    """``patch``, ``git apply``: a possible write of the file named, or of any below and those that a here-document names."""
    from coordgit.startup.regexes import re

    options = call.options("piodBDFrVYzg", ("strip", "input", "output", "directory", "exclude", "include"))
    if options.has(*TRIED):
        return call.blur()
    if call.name == "patch" and options.operands:
        return [*call.blur(), *call.write(options.operands[0])]
    folder = (options.values("d", "directory") or [Argument(".")])[0]
    named = call.writes(Argument(name) for name in re.findall(_PATCHED, call.text, re.MULTILINE))
    strip = options.last("p", "strip") or ("1" if call.name == "apply" else "")
    certain = strip in ("0", "1") and not options.has("d", "directory", "exclude", "include")
    return [*call.blur(), *(named if certain else possible(named)), *possible(call.write_all(folder))]


_PATCHED_BY_MODELS = r"^\*\*\* (?:(?:Add|Update|Delete) File|Move to): (.+?) *$"


def apply_patch(call: Call) -> list[Access]:
    """``apply_patch``, which Codex runs itself where a model gives it to the shell: possible writes of the files that the patch
    names, which is a word or a here-document."""
    from coordgit.startup.regexes import re

    texts = [call.text, *(word.text for word in call.arguments if word.known)]
    named = (Argument(name) for text in texts for name in re.findall(_PATCHED_BY_MODELS, text, re.MULTILINE))
    return [*call.blur(), *call.writes(named)]


_OPENED = r"""(open|Path)\( *(['"])([^'"\n]+)\2(?: *, *(?:mode *= *)?['"]([rwaxbt+]+)['"])?[^()]*\)(\.write_)?"""


_PYTHON_CHANGES = (".write", "os.remove(", "os.unlink(", "os.rename(", "os.replace(", "shutil.", ".unlink(", ".rename(", ".dump(",
                   "inplace=True")  # fmt: skip
"""What a script has that may write, move or remove files."""
_JOINED = r"""\bPath\( *(['"])([^'"\n]*)\1 *\) */ *(['"])([^'"\n]*)\3"""
_WALKED = r"""\bos\.walk\( *['"]([^'"\n]*)['"]"""
_GLOBBED = r"""(?:Path\( *['"]([^'"\n]*)['"] *\)\.)?\b(i?glob|rglob)\( *['"]([^'"\n]*\*[^'"\n]*)['"]"""


_NAMED = r"""['"]((?:[\w.-]+/)*[\w-]*\.\w+|(?:[\w.-]+/)+[\w-]+)['"]"""
MOST_NAMED = 30
"""Names of files in a script that are considered."""


def perl(call: Call) -> list[Access]:
    """Return the files that ``-i`` edits in place, or that ``-n`` or ``-p`` reads; ``ruby`` has the same options."""
    options = call.options("eEIMmFl", attached="i")
    files = options.operands[0 if options.has("e", "E") else 1 :]
    if options.has("n", "p") and not options.has("i"):
        return [*call.blur(), *call.parts(files)]
    if not options.has("i"):
        return call.untold()
    return [*call.blur(), *call.writes(files)]


def python(call: Call) -> list[Access]:
    """Return the files that the script, of ``-c`` or a here-document, opens by a literal name; if it prints or writes
    at all, also those that it names and may read or write. What else it does is unknown."""
    from coordgit.startup.regexes import re

    texts = [word.text for word in call.arguments]
    if texts[:2] == ["-m", "json.tool"]:
        read, *written = call.options("m", ("indent",)).operands or [Argument("-")]
        return [*call.blur(), *([] if read.text == "-" else call.read(read, exact=False)), *call.writes(written)]
    code = call.arguments[texts.index("-c") + 1 :][:1] if "-c" in texts else [Argument(call.text)]
    touches = call.untold()
    text = re.sub(_JOINED, r"Path('\2/\4')", code[0].text) if code and code[0].known else ""
    opened = re.findall(_OPENED, text)
    for _, _, name, mode, writes in opened:
        file = Argument(name)
        touches += call.write(file) if writes or set(mode) & set("wax+") else call.read(file, exact=False)
    literal = {name for _, _, name, _, _ in opened}
    given = [word.text for word in call.arguments if word.known and word.text[:1] != "-"] if "argv" in text else []
    names = dict.fromkeys((*re.findall(_NAMED, text), *(name for name in given if name != text)))
    others = [name for name in names if name not in literal][:MOST_NAMED]
    if "print" in text and ("open(" in text or "read_text" in text):  # of a name in a variable
        touches += call.parts(map(Argument, others))
    if any(sign in text for sign in _PYTHON_CHANGES):
        kept = [name for maker, _, name, _, writes in opened if maker == "Path" and not writes]  # and may be written later
        touches += possible(call.writes(map(Argument, dict.fromkeys((*kept, *others)))))
        for folder, way, pattern in re.findall(_GLOBBED, text):
            steps = [folder, "**" if way == "rglob" else "", pattern]
            touches += possible(call.write(Argument("/".join(filter(None, steps)), glob=True)))
        for folder in re.findall(_WALKED, text):
            touches += possible(call.write(Argument(f"{folder.rstrip('/')}/**", glob=True)))
    return touches


_READ_BY_NODE = r"""(?:readFile(?:Sync)?\( *(?=['"`])|require\( *(?=['"`]\.[^'"`\n]*\.json['"`]))(['"`])([^'"`\n]+)\1"""


def node(call: Call) -> list[Access]:
    """Return the files that the script, of ``-e`` or a here-document, reads by a literal name; if it writes at all, also those
    that it may write. What else it does is unknown."""
    from coordgit.startup.regexes import re

    options = call.options("ep", ("eval", "print"))
    codes = [word.text for word in options.values("e", "eval", "p", "print") if word.known] or [call.text]
    touches = call.untold()
    for code in codes:
        touches += call.parts(Argument(name) for _, name in re.findall(_READ_BY_NODE, code))
        if "write" in code or "append" in code:
            touches += possible(call.writes(map(Argument, dict.fromkeys(re.findall(_NAMED, code)[:MOST_NAMED]))))
    return touches


EDITING: dict[str, Handler] = {"rm": rewrite, "perl": perl, "ruby": perl}
"""Other commands that may change each file that they are given."""

CHANGING: dict[str, Handler] = {
    "tee": tee,
    "dd": dd,
    **dict.fromkeys(("ed", "ex", "vi", "vim", "nvim", "sponge"), editor),
    "patch": patch,
    **dict.fromkeys(("apply_patch", "applypatch"), apply_patch),
    "chmod": chmod,
    **dict.fromkeys(("python", "python3"), python),
    **dict.fromkeys(("node", "bun"), node),
    **EDITING,
    **dict.fromkeys(("touch", "truncate", "unlink", "shred"), rewrite),
    **dict.fromkeys(("mv", "cp", "ln", "install"), transfer),
}
