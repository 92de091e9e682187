# Read by ./start and ./check: `prepare run|test` makes .venv with pinned, hashed packages.

fail() {
    printf 'trainer: %s\n' "$1" >&2
    exit 1
}

find_python() {
    for candidate in "${PYTHON:-python3}" python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s' "$candidate"
            return
        fi
    done
    fail 'no Python 3.11 or newer was found; install one, or name it: PYTHON=/path/to/python3 ./start'
}

# A fingerprint of what .venv is made from: the pins, the project file, and the interpreter.
fingerprint() {
    cat "$here/requirements/$1.txt" "$here/pyproject.toml" | cksum
    "$2" -c 'import sys; print(sys.version)'
    printf '%s\n' "$here"
}

prepare() {
    python=$(find_python) || exit 1
    stamp="$here/.venv/made-for-$1"
    wanted=$(fingerprint "$1" "$python")
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
    printf 'Preparing .venv for the trainer (about a minute, once) ...\n' >&2
    # The interpreter may be managed by the system (PEP 668): a venv of its own is always allowed.
    "$python" -m venv "$here/.venv" ||
        fail "$python could not make $here/.venv; on Debian and Ubuntu: apt install python3-venv"
    pip="$here/.venv/bin/python -m pip --disable-pip-version-check --no-input"
    $pip install --quiet --require-hashes -r "$here/requirements/$1.txt" ||
        fail 'the packages could not be installed; check the connection to the package index and run this again'
    $pip install --quiet --no-deps --no-build-isolation -e "$here" ||
        fail 'the trainer itself could not be installed into .venv; the lines above say why'
    printf '%s\n' "$wanted" >"$stamp"
}
