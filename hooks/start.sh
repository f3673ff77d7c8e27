# coordgit: how the shim and the launcher of clients start it; goes into both. Where it cannot, it sets gone to what is missing.
python=@PYTHON@
fast=@FAST@
gone=$python
if [ -x "$python" ] && [ -s "$fast" ]; then
    # git's names of files are bytes, usually UTF-8, whatever the locale's encoding is
    "$python" -I -S -Xutf8 "$fast" "$@" # exec would be the end where it is there and does not start
    code=$? # zsh, in which a client may run this, keeps status for itself
    case $code in
    124) exit 1 ;; # it denies
    125) gone="a part of $fast" ;; # it says which
    126 | 127) ;;
    1) "$python" -I -S -c '' 2>/dev/null || [ $? != 1 ] && exit 1 ;; # else it died at its start, without its standard library
    *) exit "$code" ;;
    esac
elif [ -x "$python" ]; then
    gone=$fast
fi
