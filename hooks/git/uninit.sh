#!/bin/sh
# coordgit: takes the guard out of this repository without coordgit's help, as `coordgit uninit` would; what was recorded stays.
# Written by `coordgit init`, with what it changed here. To be run as: sh .git/coordgit/uninit
case $0 in */*) CDPATH='' cd -- "${0%/*}/.." ;; *) cd .. ;; esac || exit

hook() { # PATH OF-THE-HOOK-THAT-WAS-THERE-BEFORE
    if [ ! -e "$1" ] && [ -n "$2" ] && [ -f "$2" ]; then
        mv "$2" "$1" && echo "put back the hook $1"
    elif [ -L "$1" ] || ! sed -n 2p "$1" 2>/dev/null | grep -q '^# coordgit:'; then
        [ ! -e "$1" ] || echo "left $1, which is not coordgit's any more"
    elif grep '^# used by: ' "$1" | grep -q -v -x -F -e "$us"; then
        grep -v -x -F -e "$us" "$1" >"$1.new" && chmod 755 "$1.new" && mv "$1.new" "$1"
        echo "left the hook $1, which other repositories use"
    elif [ -n "$2" ] && [ -f "$2" ]; then
        mv "$2" "$1" && echo "put back the hook $1"
    else
        rm "$1" && echo "removed the hook $1"
    fi
}

config() { # KEY VALUES-OF-COORDGIT VALUES-BEFORE (one a line) LINES-BEFORE LINES-OF-COORDGIT
    if [ "$(git config --file config --get-all "$1")" != "$2" ]; then
        echo "left $1, since coordgit did not set it to what it is"
    elif old=$4 new=$5 lines config >config.new 2>/dev/null && [ "$(others config.new "$1")" = "$(others config "$1")" ]; then
        cat config.new >config && if [ -n "$3" ]; then echo "set $1 back to $3"; else echo "unset $1"; fi
    else
        git config --file config --unset-all "$1" && echo "unset $1"
        [ -z "$3" ] || printf '%s\n' "$3" | while IFS= read -r value; do
            git config --file config --add "$1" "$value" && echo "set $1 back to $value"
        done
    fi
    rm -f config.new
}

lines() { # FILE: it, with $old where $new stands once
    LC_ALL=C old=$old new=$new awk '
        BEGIN { RS = "\001"; new = "\n" ENVIRON["new"] }
        NR > 1 { exit 1 }
        {
            text = "\n" $0; at = index(text, new); rest = substr(text, at + length(new))
            if (at == 0 || new == "\n" || index("\n" rest, new)) exit 1
            printf "%s", substr(substr(text, 1, at) ENVIRON["old"] rest, 2)
        }' "$1"
}

others() { # FILE KEY: the other settings of a file
    git config --file "$1" --list | grep -v -i "^$2="
}

exclude() { # LINE
    grep -v -x -F -e "$1" info/exclude >info/exclude.new
    cat info/exclude.new >info/exclude && rm info/exclude.new && echo "took $1 out of info/exclude"
}

folder() { rmdir "$1" 2>/dev/null; }
file() { [ -s "$1" ] || rm -f "$1"; }

@CHANGES@
rm -f coordgit/shim coordgit/prefilter coordgit/installed coordgit/uninit
echo "coordgit guards nothing here any more; what it recorded is left in $(pwd)/coordgit"
[ ! -s coordgit/registered ] ||
    echo "the hooks of clients do nothing here any more; to remove them too: delete the entries with 'coordgit hook' in the clients' settings"
