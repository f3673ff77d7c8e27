"""Shell commands that run a script, or a patch of a model: a table of what they may have read and written."""

import pytest

from coordgit.shell.accesses import accesses
from tests.shell.shell_test import say

PATCH = "*** Begin Patch\n*** Update File: a.py\n*** Move to: b c.py\n@@\n-*** Add File: no\n*** Delete File: d.py\n*** End Patch"
NAMED = "write a.py coarse; write b c.py coarse; write d.py coarse"
TOLD = {
    f"apply_patch <<'E'\n{PATCH}\nE": NAMED,
    f"apply_patch '{PATCH}'": NAMED,
    f"bash -lc 'cd src && apply_patch <<E\n{PATCH}\nE'": NAMED.replace("write ", "write src/"),
    "apply_patch <a.patch": "read a.patch coarse",
    "jq . a.json | sponge b.json": "read a.json coarse; write b.json coarse",
}
SCRIPTS = {
    "from pathlib import Path\np = Path('Makefile')\np.write_text(p.read_text())": "read Makefile coarse; write Makefile coarse",
    "from pathlib import Path\nprint(Path('a.py').read_text())": "read a.py coarse",
    "from pathlib import Path\nPath('a.py').write_text('x')": "write a.py coarse",
    "for p in ['a.py', 'b.py']:\n    print(open(p).read())": "read a.py coarse; read b.py coarse",
    "p = 'a.py'\ns = open(p).read()\nopen(p, 'w').write(s)": "write a.py coarse",
    "print('a.py')": "",
    "open('b.py', 'w').write(open('a.py').read())": "write b.py coarse; read a.py coarse",
}
NODE = {
    "fs.writeFileSync('a.js', fs.readFileSync('a.js', 'utf8') + 1)": "read a.js coarse; write a.js coarse",
    "const p = 'src/a.js'; fs.writeFileSync(p, f(p))": "write src/a.js coarse",
    "console.log(fs.readFileSync('a.js', 'utf8'))": "read a.js coarse",
    "console.log('a.js')": "",
}


@pytest.mark.parametrize("command", TOLD)
def test_a_patch_names_what_it_writes(command: str) -> None:
    assert say(accesses(command, True, "")) == TOLD[command]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_of_python_reads_and_may_write_what_it_names(script: str) -> None:
    told = say(accesses(f"python3 - <<'E'\n{script}\nE", True, ""))
    assert told.partition("unknown")[0].rstrip("; ") == SCRIPTS[script]


@pytest.mark.parametrize("script", NODE)
@pytest.mark.parametrize("form", ['node -e "{}"', "node <<'E'\n{}\nE", "node - <<'E'\n{}\nE"])
def test_a_script_of_node_reads_and_may_write_what_it_names(script: str, form: str) -> None:
    told = say(accesses(form.format(script), True, ""))
    assert told.partition("unknown")[0].rstrip("; ") == NODE[script]
