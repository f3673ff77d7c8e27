# coordgit: how the shim and the launcher of clients start it; goes into both. Where it cannot, it sets gone to what is missing.
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
