#!/usr/bin/env bash
# Tests action.yml and its script in an environment like GitHub's, with stand-ins for gh and curl
# that write down how they were called, and with the real advisor or a stand-in for it.
#
#   action_test.sh SOURCE_DIR ADVISOR
# shellcheck disable=SC2016  # texts of stand-ins
set -uo pipefail

source_dir=$(readlink -f -- "$1")
real_advisor=$(readlink -f -- "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
action=$source_dir/action.yml

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

# --- action.yml -----------------------------------------------------------------------------------

section() { awk -v name="$1:" '/^[a-z]/ {on = $1 == name} on' "$action"; }
keys() { sed -n 's/^  \([a-z-]*\):$/\1/p'; }
variable() { tr 'a-z-' 'A-Z_' <<<"INPUT_$1"; }
default_of() { # INPUT
  local value
  value=$(section inputs | awk -v name="  $1:" '/^  [a-z]/ {on = $0 == name} on && sub(/^    default: /, "")')
  [[ $value != '""' ]] || value=
  value=${value#\"}
  printf '%s' "${value%\"}"
}
inputs=$(section inputs | keys)
outputs=$(section outputs | keys)

expect 'inputs' 'paths config language fail-on baseline diff-base sarif-file comment comment-key aws version working-directory github-token' "$(xargs <<<"$inputs")"
expect 'outputs' 'critical warning info suppressed undetermined good known exit-code sarif-file' "$(xargs <<<"$outputs")"
expect 'each input is handed over, and nothing else is' \
  "$(for input in $inputs; do echo "        $(variable "$input"): \${{ inputs.$input }}"; done)" "$(grep 'inputs\.' "$action")"
expect 'each input has a description and a default' "$inputs" \
  "$(section inputs | awk '/^  [a-z]/ {name = $1} /^    description: ..../ {d = name} /^    default: / && d == name {sub(/:/, "", name); print name}')"
expect 'each output has a description and its value' "$(for output in $outputs; do echo "$output \${{ steps.advisor.outputs.$output }}"; done)" \
  "$(section outputs | awk '/^  [a-z]/ {name = $1} /^    description: ..../ {d = name} sub(/^    value: /, "") && d == name {sub(/:/, "", name); print name, $0}')"
expect 'expressions stand in env, in values of outputs and in one default only' '' \
  "$(grep -F '${{' "$action" | grep -vE '^ {8}[A-Z_]+: \$\{\{ [a-z._-]+ \}\}$|^    value: |^    default: \$\{\{ github.token \}\}$')"
expect 'no other action' '' "$(grep -E '^ *-? *uses:' "$action")"
expect 'the default version is that of this repository' \
  "$(sed -n 's/^project(sre-advisor VERSION \([0-9.]*\).*/\1/p' "$source_dir/CMakeLists.txt")" "$(default_of version)"
for input in $inputs; do
  expect_contains "the script reads $input" "\$$(variable "$input")" "$(<"$source_dir/.github/action/run.sh")"
done
expect 'form of checksums.txt' '' "$(grep -vE '^#|^[0-9]+\.[0-9]+\.[0-9]+ (x86_64|arm64) [0-9a-f]{64}$' "$source_dir/.github/action/checksums.txt")"

# --- the script in an environment like GitHub's ---------------------------------------------------

stand_in() { # NAME BODY
  printf '#!%s\n{ printf "%s"; printf " %%q" "$@"; echo; } >>"%s/calls"\n%s\n' "$BASH" "$1" "$work" "$2" >"$work/bin/$1"
  chmod +x "$work/bin/$1"
}

counts='{"schema": 1, "summary": "\"counts\": {\"critical\": 99}", "counts": {
  "critical": 1, "warning": 2, "info": 3, "suppressed": 4, "undetermined": 5, "error": 6, "good": 7
}, "verdicts": [{"counts": {"critical": 98}}]}'
no_findings='{"counts": {"critical": 0, "warning": 0, "info": 0, "suppressed": 4, "undetermined": 0, "error": 0, "good": 7, "known": 8}}'

# A workspace with a blank in its name, since paths with blanks must work.
fresh() {
  rm -rf "${work:?}"/*
  out=()
  mkdir -p "$work/bin" "$work/action" "$work/temp" "$work/a workspace/sub" "$work/fake"
  cp -r "$source_dir/.github" "$work/action"
  : >"$work/calls"
  : >"$work/fake/errors"
  : >"$work/fake/comments"
  echo 0 >"$work/fake/status"
  echo '# The report' >"$work/fake/report.md"
  echo "$counts" >"$work/fake/report.json"
  echo '::warning file=a,line=1::text' >"$work/fake/annotations"
  stand_in advisor 'fake=${0%/bin/*}/fake
for argument; do
  case $argument in
    github=*) cat "$fake/report.md" >"${argument#*=}" ;;
    json=*) cat "$fake/report.json" >"${argument#*=}" ;;
    sarif=*) echo sarif >"${argument#*=}" ;;
  esac
done
cat "$fake/annotations"
cat "$fake/errors" >&2
env >"$fake/environment"
cat >"$fake/input"
exit "$(<"$fake/status")"'
  stand_in gh 'fake=${0%/bin/*}/fake
[[ $GH_TOKEN == secret ]] || exit 4
for argument; do
  case $argument in
    *viewerDidAuthor*) cat "$fake/comments" ;;
    body=@*) cat "${argument#body=@}" >"$fake/body" ;;
  esac
done'
  stand_in curl 'while [[ $1 != --output ]]; do shift; done; cp "${0%/bin/*}/fake/download" "$2"'
  environment=(HOME="$work" PATH="$work/bin:/usr/local/bin:/usr/bin:/bin" RUNNER_TEMP="$work/temp"
    GITHUB_OUTPUT="$work/output" GITHUB_STEP_SUMMARY="$work/summary" GITHUB_ACTION_PATH="$work/action"
    GITHUB_REPOSITORY=owner/user-of-it ACTION_REPOSITORY=owner/sre-advisor GITHUB_EVENT_NAME=push PULL_REQUEST=)
}

defaults=()
for input in $inputs; do
  defaults+=("$(variable "$input")=$(default_of "$input")")
done

# Runs the script; arguments are INPUT_…=… and other variables. Sets log and status.
start() {
  log=$(cd "$work/a workspace" && env -i "${environment[@]}" "${defaults[@]}" INPUT_VERSION=system INPUT_GITHUB_TOKEN=secret \
    "$@" bash -- "$work/action/.github/action/run.sh" 2>&1 <<<'not for advisor')
  status=$?
}

# The same, and sets calls, commands (the workflow commands that GitHub would carry out), summary and
# the map out of outputs.
run() {
  : >"$work/calls"
  rm -f "$work/output" "$work/fake/body"
  printf '%s' "${earlier_summary-}" >"$work/summary"
  start "$@"
  calls=$(<"$work/calls")
  summary=$(<"$work/summary")
  commands=$(workflow_commands <<<"$log")
  read_outputs
  expect 'exit code as output' "$status" "${out[exit-code]-}"
  expect 'nothing left behind' '' "$(ls "$work/temp")"
}

workflow_commands() {
  local line stopped=
  while IFS= read -r line; do
    if [[ -n $stopped ]]; then
      [[ $line != "::$stopped::" ]] || stopped=
    elif [[ $line =~ ^[[:space:]]*::stop-commands::(.*) ]]; then
      stopped=${BASH_REMATCH[1]}
    elif [[ $line =~ ^[[:space:]]*:: || $line == *'##['* ]]; then
      printf '%s\n' "$line"
    fi
  done
}

declare -A out
read_outputs() {
  out=()
  local line name delimiter value
  [[ ! -e $work/output ]] || while IFS= read -r line; do
    name=${line%%<<*} delimiter=${line#*<<} value=
    while IFS= read -r line && [[ $line != "$delimiter" ]]; do value+=$line$'\n'; done
    out[$name]=${value%$'\n'}
  done <"$work/output"
}

reports='--reporter annotations --reporter github=REPORTS/report.md --reporter json=REPORTS/report.json'
advisor_call() { grep '^advisor ' "$work/calls" | sed 's|=[^ ]*/sre-advisor\.[^/]*/|=REPORTS/|g'; }

called() { cut -d ' ' -f 1 "$work/calls" | xargs; }

# One run with the defaults.
fresh
run
expect 'call' "advisor run $reports -- ." "$(advisor_call)"
expect 'log' '::warning file=a,line=1::text' "$log"
expect 'summary' '# The report' "$summary"
expect 'exit code' 0 "$status"
for name in critical=1 warning=2 info=3 suppressed=4 undetermined=5 good=7 known=0; do
  expect "output ${name%=*}" "${name#*=}" "${out[${name%=*}]-}"
done
expect 'no SARIF file' unset "${out[sarif-file]-unset}"
expect 'the token is not for advisor' '' "$(grep secret "$work/fake/environment")"
expect 'standard input' '' "$(<"$work/fake/input")"
earlier_summary='before
' run
expect 'an earlier summary stays' 'before
# The report' "$summary"

# Every option; values that begin with dashes or hold blanks stay values.
fresh
run INPUT_PATHS=$'  a path\n\n--lang\n-\nlast\r' INPUT_CONFIG='--x y' INPUT_LANGUAGE=ja INPUT_FAIL_ON=never INPUT_AWS=true \
  INPUT_BASELINE='known findings' INPUT_SARIF_FILE='out put.sarif'
expect 'options' "advisor run $reports --reporter sarif=out\\ put.sarif --config=--x\\ y --lang=ja --fail-on=never --baseline=known\\ findings --aws -- a\\ path --lang ./- last" "$(advisor_call)"
expect 'SARIF file' "$work/a workspace/out put.sarif" "${out[sarif-file]-}"
run INPUT_WORKING_DIRECTORY=sub INPUT_SARIF_FILE=x.sarif
expect 'SARIF file in another folder' "$work/a workspace/sub/x.sarif" "${out[sarif-file]-}"
run INPUT_WORKING_DIRECTORY=none
expect 'no such folder' "2 ::error title=sre-advisor::There is no folder './none'." "$status $log"

# The exit code is advisor's, and everything is written before.
for code in 0 1 3; do
  fresh
  echo "$code" >"$work/fake/status"
  run
  expect "exit code $code" "$code 1 # The report" "$status ${out[critical]-} $summary"
done
fresh
stand_in advisor 'echo "advisor: no such option" >&2; exit 2'
run
expect 'wrong use' '2 unset ' "$status ${out[critical]-unset} $summary"
expect_contains 'why' 'advisor: no such option' "$log"
expect 'and an annotation' '::error title=sre-advisor::advisor wrote no report (exit code 2). The log says why.' "$commands"
fresh
echo 'no report' >"$work/fake/report.json"
run
expect 'a broken report is no finding' 3 "$status"
for variable in RUNNER_TEMP GITHUB_STEP_SUMMARY GITHUB_OUTPUT; do
  fresh
  start "$variable=$work/none/x"
  expect "$variable cannot be written" 3 "$status"
done
fresh
echo "$no_findings" >"$work/fake/report.json"
run
expect 'known findings' 8 "${out[known]-}"

# Inputs that are neither true nor false.
for input in COMMENT AWS; do
  fresh
  run "INPUT_$input=yes"
  expect "INPUT_$input=yes" '2 ' "$status $calls"
done

# Values and messages cannot forge commands or outputs.
fresh
evil=$'x%0A\r\n::error::forged\n##[error]forged\ncritical=77\nEOF\ncritical<<EOF\n77\nEOF'
printf '%s' "$evil" >"$work/fake/errors"
run INPUT_SARIF_FILE="$evil" INPUT_PATHS='`touch x` $(touch x) ;touch x'
expect 'commands with hostile messages' '::warning file=a,line=1::text' "$commands"
expect_contains 'hostile messages are shown' 'forged' "$log"
expect 'hostile output' "$work/a workspace/$evil" "${out[sarif-file]-}"
expect 'number of outputs' 9 "${#out[@]}"
expect 'forged output' 1 "${out[critical]-}"
expect 'names of files are no code' '' "$(find "$work/a workspace" -name x)"
cat >"$work/fake/errors" <<<'first'
run
first=$(grep '::stop-commands::' <<<"$log")
run
[[ $first != "$(grep '::stop-commands::' <<<"$log")" ]] || expect 'the end of a quotation' 'random' "$first"
delimiters=$(grep -c '<<' "$work/output")
expect 'each delimiter is another' "$delimiters" "$(sed -n 's/.*<<//p' "$work/output" | sort -u | wc -l)"
for input in COMMENT AWS COMMENT_KEY VERSION DIFF_BASE WORKING_DIRECTORY; do
  fresh
  [[ $input != DIFF_BASE ]] || git -C "$work/a workspace" init -q
  run "INPUT_$input=-$evil"
  [[ $status == [23] ]] || expect "hostile $input" 'exit code 2 or 3' "$status"
  expect "commands of a hostile $input" 1 "$(wc -l <<<"$commands")"
  expect_contains "a hostile $input" 'x%250A%0D%0A::error::forged%0A' "$commands"
  expect "outputs of a hostile $input" 'exit-code' "${!out[*]}"
  expect "calls of a hostile $input" '' "$calls"
done

# --- installation ---------------------------------------------------------------------------------

machine=$(uname -m)
arch=${machine/aarch64/arm64}
release() { # makes the archive that curl gets; sets sum
  mkdir -p "$work/tree/advisor-1.2.3/bin"
  cp "$work/bin/advisor" "$work/tree/advisor-1.2.3/bin/advisor"
  sed -i 's/^fake=.*/fake='"${work//\//\\/}"'\/fake/; s/printf "advisor"/printf "installed"/' "$work/tree/advisor-1.2.3/bin/advisor"
  mkdir -p "$work/tree/advisor-1.2.3/a" && echo 'completion' >"$work/tree/advisor-1.2.3/a/advisor"
  tar -czf "$work/fake/download" -C "$work/tree" advisor-1.2.3
  sum=$(sha256sum "$work/fake/download")
  sum=${sum%% *}
}
checksums=action/.github/action/checksums.txt
other=$(printf '%064d' 0)

fresh
release
printf '# comment\n1.2.2 %s %s\n1.2.3 %s %s\n1.2.3 other %s\n1.2.4 %s %s\n' "$arch" "$other" "$arch" "$sum" "$other" "$arch" "$other" >"$work/$checksums"
run INPUT_VERSION=1.2.3
expect 'download' "https://github.com/owner/sre-advisor/releases/download/v1.2.3/advisor-1.2.3-linux-$arch.tar.gz" "$(sed -n 's/^curl .* -- //p' <<<"$calls")"
expect_contains 'download by TLS only' ' --proto =https ' "$calls"
expect_contains 'a page about an error is no download' ' --fail ' "$calls"
expect 'the installed advisor runs, not that of PATH' 'curl installed' "$(called)"
expect 'report of the installed advisor' '0 # The report' "$status $summary"

run INPUT_VERSION=1.2.3 ACTION_REPOSITORY='owner/x/../../evil'
expect 'repository that is none' '3 ' "$status $calls"

echo 'tampered' >>"$work/fake/download"
rm -f "$work/fake/kept"
stand_in tar 'touch "'"$work"'/fake/kept"'
run INPUT_VERSION=1.2.3
expect 'another checksum' '3 curl' "$status $(called)"
expect_contains 'another checksum, said' 'does not have the checksum that this action knows for it' "$commands"
expect 'what has another checksum is not unpacked' '' "$(ls "$work/fake/kept" 2>/dev/null)"
rm "$work/bin/tar"

stand_in curl 'echo "::error::curl: (22) 404" >&2; exit 22'
run INPUT_VERSION=1.2.3
expect 'no download' 3 "$status"
expect_contains 'no download, said' 'could not be downloaded' "$commands"
expect_contains 'no download, why' 'curl: (22) 404' "$log"
expect 'no download, commands' 1 "$(wc -l <<<"$commands")"

for version in 1.2.5 latest '' '#' '*'; do
  run INPUT_VERSION="$version"
  expect "version '$version'" '2 ' "$status $calls"
  expect_contains "version '$version', said" "no checksum for advisor '$version' on linux $arch" "$commands"
done
stand_in uname '[[ $1 == -s ]] && echo Linux || echo riscv64'
run INPUT_VERSION=1.2.3
expect_contains 'architecture without a release' 'no release of advisor for Linux on riscv64' "$commands"
expect 'architecture without a release, exit code' 3 "$status"
fresh
run INPUT_VERSION="$(default_of version)"
if grep -qv '^#' "$work/$checksums"; then
  expect 'the default version can be had' 'curl' "$(called)"
else
  expect 'before the first release' '2 ' "$status $calls"
fi
rm "$work/bin/advisor"
run
expect 'no advisor on PATH' '3 ::error title=sre-advisor::There is no advisor on PATH, which version: system asks for.' "$status $log"

# --- diff-base ------------------------------------------------------------------------------------

git_config=(GIT_CONFIG_GLOBAL="$work/gitconfig" GIT_CONFIG_NOSYSTEM=1)
repository() { # BASE_COMMITS [moved-on]: a checkout of depth 1 of a pull request as actions/checkout makes it
  fresh
  printf '[user]\nname = x\nemail = x@example.com\n[init]\ndefaultBranch = main\n[protocol "file"]\nallow = always\n' >"$work/gitconfig"
  environment+=("${git_config[@]}" GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main PULL_REQUEST=7)
  (
    export "${git_config[@]}"
    git init -q "$work/origin" && cd "$work/origin" || exit
    local i
    git commit -q --allow-empty -m fork
    git checkout -q -b topic && git commit -q --allow-empty -m change
    git checkout -q main
    for ((i = 0; i < $1; i++)); do git commit -q --allow-empty -m "base $i"; done
    rm -rf "$work/a workspace" && git init -q "$work/a workspace" && cd "$work/a workspace" || exit
    git remote add origin "file://$work/origin"
    git fetch -q --no-tags --depth=1 origin +topic:refs/remotes/pull/7/merge
    git checkout -q --detach refs/remotes/pull/7/merge
    [[ -z ${2-} ]] || git -C "$work/origin" branch -q -D topic
  )
}
in_workspace() { env "${git_config[@]}" git -C "$work/a workspace" "$@" 2>&1; }

calls_of_git() { printf '%s\n' '#!'"$BASH" 'echo "git $*" >>"'"$work"'/calls"' 'exec "'"$(command -v git)"'" "$@"' >"$work/bin/git" && chmod +x "$work/bin/git"; }
depths() { grep -oE -- '^git fetch .*' <<<"$calls" | grep -oE -- '--(depth|deepen|unshallow)[=0-9]*' | xargs; }
for case in '2:--depth=1 --deepen=10' '130:--depth=1 --deepen=10 --deepen=100 --deepen=1000' \
  '2 moved-on:--depth=1 --deepen=10 --deepen=100 --deepen=1000 --unshallow'; do
  commits=${case%%:*}
  # shellcheck disable=SC2086  # one or two arguments
  repository $commits
  expect 'no merge base before' 'fatal: Not a valid object name origin/main' "$(in_workspace merge-base origin/main HEAD)"
  calls_of_git
  run INPUT_DIFF_BASE=auto
  expect "fetched, $commits" "${case#*:}" "$(depths)"
  expect "diff base $commits commits away" "0 advisor run $reports --diff-base=origin/main -- ." "$status $(advisor_call)"
  expect "merge base $commits commits away" fork "$(in_workspace log -1 --format=%s "$(in_workspace merge-base origin/main HEAD)")"
done
run INPUT_DIFF_BASE=auto
expect 'nothing is fetched twice' '' "$(depths)"
repository 1
run INPUT_DIFF_BASE=HEAD
expect 'another diff base' "0 advisor run $reports --diff-base=HEAD -- ." "$status $(advisor_call)"
run INPUT_DIFF_BASE=none
expect 'no such diff base' 3 "$status"
expect_contains 'no such diff base, said' "The merge base of 'none' and the checked out commit could not be found. Give actions/checkout fetch-depth: 0." "$commands"
rm -rf "$work/origin"
run INPUT_DIFF_BASE=auto
expect 'nothing to fetch from' '3 ' "$status $(advisor_call)"
expect_contains 'nothing to fetch from, why' 'fatal: ' "$log"
expect 'nothing to fetch from, commands' 1 "$(wc -l <<<"$commands")"
repository 1
(cd "$work/origin" && export "${git_config[@]}" && git checkout -q --orphan other && git commit -q --allow-empty -m other && git branch -qf main other)
run INPUT_DIFF_BASE=auto
expect 'no common history' 3 "$status"
run INPUT_DIFF_BASE=auto GITHUB_BASE_REF= GITHUB_EVENT_NAME=push
expect 'auto outside of a pull request' "0 advisor run $reports -- ." "$status $(advisor_call)"
expect_contains 'auto outside of a pull request, said' 'diff-base: auto leaves nothing out' "$commands"
fresh
run INPUT_DIFF_BASE=main
expect 'no checkout' '2 ' "$status $calls"

# --- comment --------------------------------------------------------------------------------------

pull_request() {
  fresh
  environment+=(GITHUB_EVENT_NAME=pull_request GITHUB_BASE_REF=main PULL_REQUEST=7 INPUT_COMMENT=true)
}
run_with_comment() { run INPUT_COMMENT=true "$@"; }
changes() {
  sed -nE 's/^gh api graphql .*-f id=(\S*) -F body=@\S* .*updateIssueComment.*/updated \1/p; s/^gh api (repos\S*) .*-F body=@.*/new \1/p' <<<"$calls"
}
mine='<!-- sre-advisor -->'

pull_request
run_with_comment
expect 'first comment' 'new repos/owner/user-of-it/issues/7/comments' "$(changes)"
expect 'its text' "$mine
# The report" "$(<"$work/fake/body")"
expect_contains 'asked for comments of' ' owner=owner -f name=user-of-it -F number=7 ' "$calls"
expect 'no words of it' '::warning file=a,line=1::text' "$log"

printf '%s\t%s\t%s\n' C_1 true hello C_2 false "$mine" C_3 true '<!-- sre-advisor:key -->' C_4 true "$mine" C_5 true "$mine" >"$work/fake/comments"
run_with_comment
expect 'one comment is kept, the one of an earlier run' 'updated C_4' "$(changes)"
run_with_comment INPUT_COMMENT_KEY=key
expect 'comment of a key' 'updated C_3' "$(changes)"
expect 'marker of a key' '<!-- sre-advisor:key -->' "$(head -n 1 "$work/fake/body")"
run_with_comment INPUT_COMMENT_KEY='x --> y'
expect 'a key that could end the marker' '2 ' "$status $calls"
echo "$no_findings" >"$work/fake/report.json"
run_with_comment
expect 'findings are gone: brought up to date' 'updated C_4' "$(changes)"
: >"$work/fake/comments"
run_with_comment
expect 'nothing to say' '' "$(changes)"
echo 3 >"$work/fake/status"
run_with_comment
expect 'incomplete' 'new repos/owner/user-of-it/issues/7/comments' "$(changes)"
expect 'incomplete, exit code' 3 "$status"
echo '{"counts": {"info": 1}}' >"$work/fake/report.json"
echo 0 >"$work/fake/status"
run_with_comment
expect 'a finding of severity info' 'new repos/owner/user-of-it/issues/7/comments' "$(changes)"

# The expression for gh, where there is a jq to judge it.
if command -v jq >/dev/null; then
  program=$(sed -n "/--jq '/,/@tsv'/p" "$source_dir/.github/action/run.sh" | sed "s/.*--jq '//; s/@tsv'.*/@tsv/")
  expect 'expression for gh' $'C_1\ttrue\t<!-- m -->\nC_2\tfalse\t' "$(jq -r "$program" <<<'{"data": {"repository": {"pullRequest": {"comments": {"nodes": [
    {"id": "C_1", "viewerDidAuthor": true, "body": "<!-- m -->\r\ntext"}, {"id": "C_2", "viewerDidAuthor": false, "body": ""}]}}}}}')"
else
  echo 'no jq here: the expression for gh is not tested'
fi

for event in push pull_request_target schedule; do
  pull_request
  run_with_comment GITHUB_EVENT_NAME=$event
  expect "no comment for $event" "0 " "$status $(grep '^gh' <<<"$calls")"
done
pull_request
run
expect 'no comment unless asked for' '' "$(grep '^gh' <<<"$calls")"

# A token that may not write is a notice. So is a lack of gh.
for body in 'echo "::error::HTTP 403" >&2; exit 1' '[[ $* != *body=* ]] || { echo "::error::HTTP 403" >&2; exit 1; }' 'echo "gh: not found" >&2; exit 127'; do
  pull_request
  echo 1 >"$work/fake/status"
  stand_in gh "$body"
  run_with_comment
  expect 'exit code without a comment' '1 1' "$status ${out[critical]-}"
  expect_contains 'notice' '::notice title=sre-advisor::The comment in the pull request could not be written.' "$commands"
  expect 'commands without a comment' 2 "$(wc -l <<<"$commands")"
  [[ $body == *body=* ]] || expect 'where it is not known whether there is one, none is added' '' "$(changes)"
done

# Long reports are cut at the end of a line. Characters count, not bytes, and what is open is closed.
long_report() { yes "$2" 2>/dev/null | head -n "$1"; } # LINES LINE
pull_request
long_report 1000 "$(printf '%064d' 0)" >"$work/fake/report.md"
run_with_comment
expect 'a report of 65,000 characters is not cut' "$mine
$(<"$work/fake/report.md")" "$(<"$work/fake/body")"
long_report 1000 "$(printf '%064d' 0 | sed 's/0/あ/g')" >"$work/fake/report.md"
run_with_comment
expect 'a report of 65,000 Japanese characters is not cut' "$mine
$(<"$work/fake/report.md")" "$(<"$work/fake/body")"
{
  printf '<details><summary>x</summary>\n\n  ````text\n  ```\n  ```` goes on\n'
  long_report 3000 'line with 18 chars'
  long_report 20000 'あいう'
} >"$work/fake/report.md"
run_with_comment
length=$(LC_ALL=C.UTF-8 bash -c 'text=$(cat; echo x); echo $((${#text} - 1))' <"$work/fake/body")
((length <= 65536 && length > 40000)) || expect 'length of the comment' 'nearly 65536' "$length"
expect 'end of the comment' '  ````
</details>

> The rest does not fit into a comment. The summary of the workflow run has more.' "$(tail -n 4 "$work/fake/body")"
{
  printf '<details><summary>x</summary>\n</details>\n```text\nx\n```\n'
  long_report 5000 'line with 18 chars'
} >"$work/fake/report.md"
run_with_comment
((length <= 65536)) || expect 'length of the comment' 'up to 65536' "$length"
expect 'a cut where nothing is open' 'line with 18 chars



> The rest does not fit into a comment. The summary of the workflow run has more.' "$(tail -n 5 "$work/fake/body")"
long_report 3000 "$(printf '%0380d' 0 | sed 's/0/あ/g')" >"$work/fake/report.md"
run_with_comment
size=$(wc -c <"$work/summary")
((size <= 1048576 && size > 1000000)) || expect 'size of the summary' 'nearly 1048576' "$size"
expect 'end of the summary' '> The rest does not fit here. The log of the step has all findings.' "$(tail -n 1 "$work/summary")"
expect 'no broken character' '' "$(grep -avxE '(あ)+|> .*|' "$work/summary")"

# --- the real advisor -----------------------------------------------------------------------------

pull_request
ln -sf "$real_advisor" "$work/bin/advisor"
mkdir "$work/a workspace/-x"
cp -r "$source_dir/fixtures/lambroll/function-and-url/." "$work/a workspace/-x"
echo 'rules: {}' >"$work/a workspace/my config.yaml"
run_with_comment INPUT_PATHS='-x' INPUT_SARIF_FILE=out.sarif
expect 'exit code of the real advisor' 1 "$status"
expect_contains 'annotations' '::warning file=-x/' "$commands"
expect_contains 'summary of the real advisor' '## Recommended actions' "$summary"
expect 'comment with the report of the real advisor' "$mine
$summary" "$(<"$work/fake/body")"
expect_contains 'SARIF of the real advisor' '"version": "2.1.0"' "$(<"${out[sarif-file]}")"
sum_of_counts=$((out[critical] + out[warning] + out[info]))
expect 'counts of the real advisor' "$sum_of_counts" "$(grep -c '^::\(error\|warning\|notice\) file=' <<<"$commands")"
((sum_of_counts > 0 && out[good] > 0)) || expect 'counts of the real advisor' 'more than 0' "$sum_of_counts ${out[good]}"
run INPUT_PATHS=-x INPUT_CONFIG='my config.yaml' INPUT_LANGUAGE=ja INPUT_FAIL_ON=never
expect 'exit code with fail-on: never' 0 "$status"
expect_contains 'Japanese' 'Advisor が完走しました' "$log"
run INPUT_PATHS=none INPUT_SARIF_FILE=out.sarif
expect 'no such path' '2 unset' "$status ${out[good]-unset}"
expect 'the SARIF file of an earlier run is not handed on' unset "${out[sarif-file]-unset}"
expect_contains 'no such path, said' 'advisor: none: no such file or directory' "$log"
run INPUT_CONFIG=-none
expect_contains 'no such configuration' '-none: error: cannot read -none' "$log"

# What was there before the pull request is left out, by the commit or by a baseline.
repository 2
ln -sf "$real_advisor" "$work/bin/advisor"
(
  export "${git_config[@]}"
  cd "$work/origin" && git checkout -q topic && mkdir old new || exit
  cp "$source_dir"/fixtures/lambroll/function-and-url/*.json old && git checkout -q main
  git checkout -q -b ours topic~1 && git add old && git commit -q -m old && git branch -qf main
  cp old/*.json new && git add new && git commit -q -m new && git branch -qf topic
  cd "$work/a workspace" && git fetch -q --no-tags --depth=1 origin +topic:refs/remotes/pull/7/merge &&
    git checkout -q --detach refs/remotes/pull/7/merge
)
run INPUT_PATHS=.
all=$((out[critical] + out[warning] + out[info]))
run INPUT_PATHS=. INPUT_DIFF_BASE=auto
expect 'new and old findings' "$((all / 2)) $((all / 2))" "$((out[critical] + out[warning] + out[info])) ${out[known]}"
expect_contains 'the place of a new one' 'file=new/' "$commands"
expect 'no place of an old one' '' "$(grep 'file=old/' <<<"$commands")"
(cd "$work/a workspace" && "$real_advisor" baseline create old --baseline known.json >/dev/null)
run INPUT_PATHS=. INPUT_BASELINE=known.json
expect 'findings in the baseline' "$((all / 2)) $((all / 2))" "$((out[critical] + out[warning] + out[info])) ${out[known]}"

if ((failures > 0)); then
  echo "$failures failed"
  exit 1
fi
echo "all passed"
