# Sourced by ./run, ./test and bench/run: the Debian packages they need, and how to get them.
# shellcheck shell=bash

packages_to_build=(
  cmake g++ libboost-graph-dev libcli11-dev libcpp-httplib-dev libfmt-dev libtomlplusplus-dev libxxhash-dev libzstd-dev
  ninja-build nlohmann-json3-dev pkgconf
)
packages_to_test=(
  "${packages_to_build[@]}"
  chromium clang clang-format clang-tidy graphviz libclang-rt-dev libgtest-dev librapidcheck-dev libxml2-utils plantuml python3
  python3-jsonschema
)
packages_to_benchmark=("${packages_to_build[@]}" clang libbenchmark-dev python3 rumur spin)

# Installs those of its arguments that are missing. Says nothing if there are none.
install_packages() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0

  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "paxoscope: missing Debian packages, and neither root nor sudo to install them." >&2
      echo "paxoscope: as root, run: apt-get install ${missing[*]}" >&2
      return 153
    fi
    as_root=(sudo)
  fi
  if ! command -v apt-get >/dev/null; then
    echo "paxoscope: no apt-get here; install what Debian calls: ${missing[*]}" >&2
    return 153
  fi
  echo "paxoscope: installing ${missing[*]}" >&2
  "${as_root[@]}" apt-get update -qq >&2 &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >&2 ||
    {
      echo "paxoscope: the packages could not be installed" >&2
      return 153
    }
}
