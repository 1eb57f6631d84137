#!/usr/bin/env bash
# Tests ./dev without building anything: it runs in a copy of the tree's shape, with a PATH that
# holds ordinary tools and stand-ins for dpkg-query, apt-get, sudo, cmake, ninja and ctest, which
# write down how they were called.
#
#   dev_test.sh SOURCE_DIR
# shellcheck disable=SC2016,SC2001  # texts of stand-ins; sed reads better here
set -uo pipefail

source_dir=$(readlink -f -- "$1")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

expect() { # WHAT EXPECTED ACTUAL
  [[ $2 == "$3" ]] && return
  printf 'FAILED %s\n  expected: %q\n  actual:   %q\n' "$1" "$2" "$3"
  failures=$((failures + 1))
}

expect_contains() { # WHAT PART ACTUAL
  [[ $3 == *"$2"* ]] && return
  printf 'FAILED %s\n  expected to contain: %q\n  actual: %q\n' "$1" "$2" "$3"
  failures=$((failures + 1))
}

stand_in() { # NAME BODY
  printf '#!%s\necho "%s $*" >>"%s/calls"\n%s\n' "$BASH" "$1" "$work" "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

# A tree named "a tree", since paths with blanks must work.
fresh_tree() {
  rm -rf "${work:?}/a tree" "${work:?}/bin"
  mkdir -p "$work/a tree/src" "$work/bin" "$work/elsewhere"
  cp "$source_dir/dev" "$work/a tree/dev"
  touch "$work/a tree/CMakeLists.txt" "$work/a tree/CMakePresets.json" "$work/a tree/src/main.cc"
  local tool
  for tool in bash env awk cat find flock grep head ls mkdir mv nproc readlink sed sort tail touch \
    tr xargs; do
    ln -s "$(command -v "$tool")" "$work/bin/$tool"
  done
  : >"$work/calls"
  stand_in id 'echo 0'
  stand_in sudo '"$@"'
  stand_in apt-get ''
  stand_in dpkg-query 'shift 2; for package; do echo "$package install ok installed"; done'
  # Configures and builds a program that tells how it was called.
  stand_in cmake 'preset=$3; mkdir -p "build/$preset"; echo >"build/$preset/build.ninja"'
  # shellcheck disable=SC2016
  stand_in ninja 'cat >"$2/advisor" <<"TEXT"
#!/usr/bin/env bash
echo "advisor $* in $PWD reads $(cat)"
exit 1
TEXT
echo "[1/1] built"
'"$work/bin/env"' chmod +x "$2/advisor"'
  ln -s "$(command -v chmod)" "$work/bin/chmod"
}

# Runs ./dev from another directory; sets out, err, status and calls.
dev() {
  : >"$work/calls"
  out=$(cd "$work/elsewhere" && PATH=$work/bin "$work/a tree/dev" "$@" 2>"$work/err" <<<"standard input")
  status=$?
  err=$(<"$work/err")
  calls=$(<"$work/calls")
}

build_list='g++ cmake ninja-build nlohmann-json3-dev libyaml-cpp-dev libre2-dev libcli11-dev libfmt-dev libjsonnet-dev libtomlplusplus-dev libcurl4-openssl-dev libssl-dev libpugixml-dev libgumbo-dev'

# Everything installed: nothing is downloaded, and the analysis is the caller's in all respects.
fresh_tree
dev run sub/dir --lang ja
expect 'output' "advisor run sub/dir --lang ja in $work/elsewhere reads standard input" "$out"
expect 'exit code' 1 "$status"
expect 'words of a first build' 'dev: building release advisor (build/release.log)' "$err"
expect 'asked for' "dpkg-query -W -f=\${Package} \${Status}\\n $build_list" "$(head -n 1 <<<"$calls")"
expect 'downloads' '' "$(grep -E 'apt-get|sudo' <<<"$calls")"
expect 'configured' 'cmake --fresh --preset release -DADVISOR_TESTS=OFF' "$(grep cmake <<<"$calls" | tail -n 1)"
expect_contains 'built' ' advisor' "$(grep ninja <<<"$calls" | tail -n 1)"

# Nothing changed: straight to the program.
dev run .
expect 'calls of a second run' '' "$calls"
expect 'words of a second run' '' "$err"

# A source changed, came or went: ninja is asked, nothing else.
for change in 'echo >>"$work/a tree/src/main.cc"' 'echo >"$work/a tree/src/new.cc"' 'rm "$work/a tree/src/new.cc"'; do
  sleep 0.02
  eval "$change"
  dev run .
  expect "calls after: $change" 'ninja' "$(sed 's/ .*//' <<<"$calls")"
done

# The tree was moved: what was built elsewhere is not trusted.
mv "$work/a tree" "$work/moved" && mkdir "$work/a tree" && mv "$work/moved"/* "$work/a tree/"
sed -i "s|^|/old|" "$work/a tree/build/release/.built" "$work/a tree/build/release/.configured"
dev run .
expect 'calls after a move' 'cmake ninja' "$(sed 's/ .*//' <<<"$calls" | tr '\n' ' ' | sed 's/ $//')"

# Packages are missing.
missing='shift 2; for package; do case $package in libre2-dev|libfmt-dev) ;; *) echo "$package install ok installed";; esac; done; exit 1'
fresh_tree
stand_in dpkg-query "$missing"
dev run .
expect 'installed as root' 'apt-get -q update
apt-get -q install -y --no-install-recommends libre2-dev libfmt-dev' "$(grep -E 'apt-get|sudo' <<<"$calls")"
expect 'analysed after the installation' 1 "$status"
expect 'output after the installation' "advisor run . in $work/elsewhere reads standard input" "$out"

fresh_tree
stand_in dpkg-query "$missing"
stand_in id 'echo 1000'
dev build
expect 'installed with sudo' 'sudo env DEBIAN_FRONTEND=noninteractive apt-get -q update
sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends libre2-dev libfmt-dev' \
  "$(grep sudo <<<"$calls")"
expect 'dev build tells where' "$work/a tree/build/release/advisor" "$out"

fresh_tree
stand_in dpkg-query "$missing"
stand_in id 'echo 1000'
rm "$work/bin/sudo"
dev run .
expect 'without sudo' 'dev: neither root nor sudo here; install these packages yourself, then call ./dev again: libre2-dev libfmt-dev' "$err"
expect 'exit code without sudo' 3 "$status"

fresh_tree
stand_in dpkg-query "$missing"
rm "$work/bin/apt-get"
dev run .
expect 'without apt-get' 'dev: there is no apt-get here; install these packages yourself, then call ./dev again: libre2-dev libfmt-dev' "$err"
expect 'exit code without apt-get' 3 "$status"

fresh_tree
stand_in dpkg-query "$missing"
stand_in apt-get 'echo "E: no network" >&2; exit 100'
dev run .
expect 'when apt-get fails' 'dev: installing libre2-dev libfmt-dev
E: no network
dev: apt-get update failed; trying with the old lists
E: no network
dev: apt-get could not install them; install these packages yourself, then call ./dev again: libre2-dev libfmt-dev' "$err"
expect 'exit code when apt-get fails' 3 "$status"
expect 'built when apt-get fails' '' "$(grep -E '^(cmake|ninja)' <<<"$calls")"

# A failing build shows what failed, and nothing is analysed with an old binary.
fresh_tree
dev run .
sleep 0.02
echo >>"$work/a tree/src/main.cc"
stand_in ninja 'echo "[1/2] fine"; echo "FAILED: main.o"; echo "main.cc:1:1: error: no"; exit 1'
dev run .
expect 'failing build' 'dev: building release advisor (build/release.log)
FAILED: main.o
main.cc:1:1: error: no
dev: the build in build/release failed' "$err"
expect 'output of a failing build' '' "$out"
expect 'exit code of a failing build' 3 "$status"
dev run .
expect 'a failed build is tried again' 3 "$status"

# Each command asks only for what it uses.
fresh_tree
stand_in clang-format-14 'exit 1'
dev format --check
expect 'format' "dpkg-query -W -f=\${Package} \${Status}\\n clang-format-14
clang-format-14 --dry-run -Werror $work/a tree/src/main.cc" "$calls"
[[ $status != 0 ]] || expect 'exit code of format --check' 'not 0' "$status"
dev format --chekc
expect 'wrong use of format' 'dev: format takes --check or nothing, not --chekc' "$err"
expect 'exit code of wrong use' 2 "$status"

# Tests: their packages too, and ctest's exit code.
fresh_tree
stand_in ctest 'echo "100% tests passed"; exit 8'
dev test -R name
expect 'test packages' "dpkg-query -W -f=\${Package} \${Status}\\n $build_list libgtest-dev libgmock-dev" "$(head -n 1 <<<"$calls")"
expect_contains 'ctest' "ctest --test-dir $work/a tree/build/release --output-on-failure --no-tests=error" "$(tail -n 1 <<<"$calls")"
expect_contains 'ctest arguments' ' -R name' "$(tail -n 1 <<<"$calls")"
expect 'output of the tests' '100% tests passed' "$out"
expect 'exit code of the tests' 8 "$status"
dev run .
expect 'run after test keeps the configuration' '' "$(grep '^cmake' <<<"$calls")"

dev unknown
expect 'exit code of an unknown command' 2 "$status"
expect_contains 'an unknown command' 'dev: there is no command unknown' "$err"
dev help
expect_contains 'help' 'usage: ./dev COMMAND' "$out"

if ((failures > 0)); then
  echo "$failures failed"
  exit 1
fi
echo "all passed"
