# Makes .venv from a hash-locked requirements file and marks it ready.
# usage: sh tools/set_up.sh REQUIREMENTS MARK...
set -eu

PYTHON=${PYTHON:-python3}
requirements=$1
shift

refuse() {
    echo "$1" >&2
    exit 1
}

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null
}

# the python3 of the machine if it fits, else another one beside it
python=
for candidate in "$PYTHON" python3.13 python3.12 python3.11; do
    if fits "$candidate"; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    command -v "$PYTHON" >/dev/null 2>&1 ||
        refuse "There is no $PYTHON: install Python 3.11 to 3.13 (on Debian: apt install python3 python3-venv)."
    refuse "$("$PYTHON" --version 2>&1) does not fit: install Python 3.11 to 3.13, or name one (make PYTHON=python3.12 ...)."
fi

if ! fits .venv/bin/python; then
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        refuse "$python lacks its venv module: install it (on Debian: apt install python3-venv)."
    echo "Setting up .venv, this takes a moment..."
    rm -rf .venv
    "$python" -m venv .venv
fi

export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
pip="$PWD/.venv/bin/python -m pip"
again="Setting up .venv failed: see above, then run make again (rm -rf .venv starts over)."
$pip install -qq --require-hashes --only-binary :all: -r "$requirements" || refuse "$again"
$pip install -qq --no-deps --no-build-isolation --no-index -e . || refuse "$again"
touch "$@"
