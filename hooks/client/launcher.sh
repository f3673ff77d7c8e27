# coordgit: starts coordgit for a client's hook. Sourced by the command that `coordgit init` registers, with `hook CLIENT` as
# arguments. It is the user's own, in $XDG_STATE_HOME/coordgit or ~/.local/state/coordgit: no repository can bring one along.
python=@PYTHON@
fast=@FAST@
gone=$python
if [ -x "$python" ] && [ -s "$fast" ]; then
    "$python" -I -S "$fast" "$@" # exec would be the end where it is there and does not start
    status=$?
    case $status in
    125) gone="a part of $fast" ;; # it says which
    126 | 127) ;;
    *) exit "$status" ;;
    esac
elif [ -x "$python" ]; then
    gone=$fast
fi
# Whoever sourced this tries PATH now.
command -v coordgit >/dev/null 2>&1 ||
    echo "coordgit: nothing recorded, $gone is gone; install coordgit again and run coordgit init" >&2
