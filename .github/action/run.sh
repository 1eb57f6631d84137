#!/usr/bin/env bash
# All that the action does: installs advisor, runs it once, and hands its reports to GitHub. Inputs
# come as INPUT_… from action.yml. It exits with advisor's exit code.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
body_limit=65536      # characters of a GitHub comment
summary_limit=1048576 # bytes of a step's summary
shopt -s extglob

# Without the escapes a value could end the workflow command and begin another.
escape() {
  local text=${1//'%'/%25}
  text=${text//$'\r'/%0D}
  printf '%s' "${text//$'\n'/%0A}"
}
notice() { printf '::notice title=sre-advisor::%s\n' "$(escape "$1")"; }
error() { printf '::error title=sre-advisor::%s\n' "$(escape "$1")"; }
die() { # MESSAGE [EXIT_CODE]
  error "$1"
  finish "${2:-2}"
}
finish() {
  finished=yes
  output exit-code "$1" || true
  exit "$1"
}

random_word() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# The delimiter cannot be guessed, so no value can end itself and add outputs.
output() { # NAME VALUE
  local delimiter
  delimiter=$(random_word)
  printf '%s<<%s\n%s\n%s\n' "$1" "$delimiter" "$2" "$delimiter" >>"$GITHUB_OUTPUT"
}

# Lines from outside go to the log as text: no workflow command in them is carried out.
show() { # FILE
  [[ -s $1 ]] || return 0
  local word
  word=$(random_word)
  printf '::stop-commands::%s\n' "$word"
  cat -- "$1"
  printf '\n::%s::\n' "$word"
}

flag() { # INPUT VALUE
  case $2 in
    true) return 0 ;;
    false | '') return 1 ;;
    *) die "The input $1 must be true or false, not '$2'." ;;
  esac
}

install_advisor() {
  if [[ $INPUT_VERSION == system ]]; then
    advisor=$(type -P advisor) || die "There is no advisor on PATH, which version: system asks for." 3
    return
  fi
  local arch sum='' version entry_arch entry_sum
  case "$(uname -s) $(uname -m)" in
    'Linux x86_64') arch=x86_64 ;;
    'Linux aarch64' | 'Linux arm64') arch=arm64 ;;
    *) die "There is no release of advisor for $(uname -s) on $(uname -m). Install it yourself and set version: system." 3 ;;
  esac
  while read -r version entry_arch entry_sum; do
    [[ $version != "$INPUT_VERSION" || $entry_arch != "$arch" ]] || sum=$entry_sum
  done <"$here/checksums.txt"
  [[ $sum =~ ^[0-9a-f]{64}$ ]] ||
    die "This action knows no checksum for advisor '$INPUT_VERSION' on linux $arch, so it does not install it. .github/action/checksums.txt of the action lists what it does."
  [[ $ACTION_REPOSITORY =~ ^[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+$ ]] ||
    die "The repository of the action is not known, so there is nowhere to install advisor from. Set version: system." 3

  local name=advisor-$INPUT_VERSION-linux-$arch.tar.gz
  local url=https://github.com/$ACTION_REPOSITORY/releases/download/v$INPUT_VERSION/$name
  curl --fail --silent --show-error --location --proto =https --retry 3 --max-time 300 \
    --output "$work/$name" -- "$url" 2>"$work/curl.log" || {
    show "$work/curl.log"
    die "$url could not be downloaded." 3
  }
  if ! printf '%s  %s\n' "$sum" "$work/$name" | sha256sum --check --status; then
    rm -f -- "$work/$name"
    die "$url does not have the checksum that this action knows for it. It was deleted, and nothing of it was run." 3
  fi
  mkdir "$work/install"
  tar -xzf "$work/$name" -C "$work/install" --no-same-owner
  advisor=$(find "$work/install" -name advisor -type f -perm -u+x -print -quit)
  [[ -n $advisor ]] || die "$name holds no advisor." 3
}

# Sets base, and fetches what the merge base needs: a checkout often has one commit only.
resolve_diff_base() {
  base=$INPUT_DIFF_BASE
  if [[ $base == auto ]]; then
    if [[ -z ${GITHUB_BASE_REF-} ]]; then
      notice 'This is no pull request, so diff-base: auto leaves nothing out.'
      base=
      return
    fi
    base=origin/$GITHUB_BASE_REF
  fi
  export GIT_TERMINAL_PROMPT=0
  git rev-parse --git-dir >/dev/null 2>"$work/git.log" || {
    show "$work/git.log"
    die 'diff-base needs a git checkout, for instance by actions/checkout.'
  }
  local fetch=(git fetch --quiet --no-tags) from=() depth
  if [[ $base == origin/* ]]; then
    from=("+refs/heads/${base#origin/}:refs/remotes/$base")
    has_commit "$base" || "${fetch[@]}" --depth=1 origin "${from[@]}" 2>"$work/git.log" || true
  fi
  if has_commit "$base"; then
    for depth in --deepen=10 --deepen=100 --deepen=1000 --unshallow; do
      ! git merge-base -- "$base" HEAD >/dev/null 2>&1 || return 0
      [[ $(git rev-parse --is-shallow-repository) == true ]] || break
      "${fetch[@]}" "$depth" origin "${from[@]}" 2>"$work/git.log" || break
    done
    ! git merge-base -- "$base" HEAD >/dev/null 2>&1 || return 0
  fi
  show "$work/git.log"
  die "The merge base of '$base' and the checked out commit could not be found. Give actions/checkout fetch-depth: 0." 3
}
has_commit() { git rev-parse --verify --quiet --end-of-options "$1^{commit}" >/dev/null; }

collect_arguments() {
  arguments=(run --reporter annotations --reporter "github=$work/report.md" --reporter "json=$work/report.json")
  [[ -z $INPUT_SARIF_FILE ]] || arguments+=(--reporter "sarif=$INPUT_SARIF_FILE")
  # In one word, so that a value that begins with a dash stays a value.
  [[ -z $INPUT_CONFIG ]] || arguments+=("--config=$INPUT_CONFIG")
  [[ -z $INPUT_LANGUAGE ]] || arguments+=("--lang=$INPUT_LANGUAGE")
  [[ -z $INPUT_FAIL_ON ]] || arguments+=("--fail-on=$INPUT_FAIL_ON")
  [[ -z $INPUT_BASELINE ]] || arguments+=("--baseline=$INPUT_BASELINE")
  [[ -z $base ]] || arguments+=("--diff-base=$base")
  [[ $aws == false ]] || arguments+=(--aws)
  arguments+=(--)
  local path
  while IFS= read -r path || [[ -n $path ]]; do
    path=${path##+([[:space:]])}
    path=${path%%+([[:space:]])}
    [[ $path != - ]] || path=./- # alone it is standard input
    [[ -z $path ]] || arguments+=("$path")
  done <<<"$INPUT_PATHS"
}

findings=0
# Hands on the counts, from the first "counts" of the report: a text in it has its quotes escaped.
read_counts() {
  local counts name value
  counts=$(grep -zoE '"counts"[[:space:]]*:[[:space:]]*\{[^}]*\}' "$work/report.json" | tr '\0\n' '\n ' | head -n 1)
  for name in critical warning info suppressed undetermined good known; do
    value=0
    [[ ! $counts =~ \"$name\"[[:space:]]*:[[:space:]]*([0-9]+) ]] || value=${BASH_REMATCH[1]}
    output "$name" "$value"
    case $name in critical | warning | info) ((findings += value)) || true ;; esac
  done
}

# Prints the lines of FILE that fit into LIMIT, and says so if these are not all. Characters are
# those of the locale. What the cut leaves open, code or a folded part, is closed so that the note is seen.
cut_at() { # FILE LIMIT NOTE
  local line length=0 fence='' folded='' note="> $3" room=200
  while IFS= read -r line || [[ -n $line ]]; do
    if ((length + ${#line} + 1 > $2 - room - ${#note})); then
      printf '%s\n' "$fence" "$folded"
      printf '\n%s\n' "$note"
      return
    fi
    ((length += ${#line} + 1))
    printf '%s\n' "$line"
    if [[ -z $fence && $line =~ ^([[:blank:]]*\`\`\`+) ]]; then
      fence=${BASH_REMATCH[1]}
    elif [[ -n $fence && $line == "$fence" ]]; then
      fence=
    elif [[ -z $fence && $line == '<details>'* ]]; then
      folded='</details>'
    elif [[ -z $fence && $line == '</details>' ]]; then
      folded=
    fi
  done <"$1"
}

write_summary() { # each step has a file of its own
  LC_ALL=C cut_at "$work/report.md" $summary_limit \
    'The rest does not fit here. The log of the step has all findings.' >>"$GITHUB_STEP_SUMMARY"
}

call_gh() { GH_TOKEN=$token gh "$@" 2>>"$work/gh.log"; }

# The comment that an earlier run made. Only one's own counts: anybody can write the marker.
old_comment() { # MARKER
  local id own first
  # shellcheck disable=SC2016  # variables of GraphQL
  call_gh api graphql --paginate -f owner="${GITHUB_REPOSITORY%%/*}" -f name="${GITHUB_REPOSITORY#*/}" \
    -F number="$PULL_REQUEST" -f query='
      query($owner: String!, $name: String!, $number: Int!, $endCursor: String) {
        repository(owner: $owner, name: $name) {
          pullRequest(number: $number) {
            comments(first: 100, after: $endCursor) {
              nodes { id viewerDidAuthor body }
              pageInfo { hasNextPage endCursor }
            }
          }
        }
      }' --jq '.data.repository.pullRequest.comments.nodes[]
        | [.id, .viewerDidAuthor, (.body | split("\n")[0] // "" | rtrimstr("\r"))] | @tsv' \
    >"$work/comments" || return
  while IFS=$'\t' read -r id own first; do
    [[ $own != true || $first != "$1" ]] || {
      printf '%s\n' "$id"
      return
    }
  done <"$work/comments"
}

write_comment() { # EXIT_CODE
  local marker='<!-- sre-advisor -->' id
  [[ -z $INPUT_COMMENT_KEY ]] || marker="<!-- sre-advisor:$INPUT_COMMENT_KEY -->"
  id=$(old_comment "$marker") || return
  ((findings > 0)) || [[ $1 == 3 || -n $id ]] || return 0
  {
    printf '%s\n' "$marker"
    LC_ALL=C.UTF-8 cut_at "$work/report.md" $((body_limit - ${#marker} - 1)) \
      'The rest does not fit into a comment. The summary of the workflow run has more.'
  } >"$work/comment.md"
  if [[ -n $id ]]; then
    # shellcheck disable=SC2016  # variables of GraphQL
    call_gh api graphql --silent -f id="$id" -F "body=@$work/comment.md" -f query='
      mutation($id: ID!, $body: String!) {
        updateIssueComment(input: {id: $id, body: $body}) { clientMutationId }
      }'
  else
    call_gh api "repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments" --silent -F "body=@$work/comment.md"
  fi
}

# Without this, a failure of a command here would be exit code 1, which means findings.
finished=
work=
trap 'rm -rf -- "$work"; [[ -n $finished ]] || die "The action itself failed." 3' EXIT
work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/sre-advisor.XXXXXX")
token=$INPUT_GITHUB_TOKEN
unset INPUT_GITHUB_TOKEN # only gh shall see it

comment=false
aws=false
if flag comment "$INPUT_COMMENT"; then comment=true; fi
if flag aws "$INPUT_AWS"; then aws=true; fi
[[ $INPUT_COMMENT_KEY =~ ^[A-Za-z0-9._-]{0,64}$ ]] ||
  die "The input comment-key takes up to 64 letters, digits, dots, dashes and underscores, not '$INPUT_COMMENT_KEY'."
if [[ $comment == true && ${GITHUB_EVENT_NAME-} != pull_request ]]; then
  notice 'This is not the event pull_request, so there is no comment.'
  comment=false
fi
[[ $INPUT_WORKING_DIRECTORY == /* ]] || INPUT_WORKING_DIRECTORY=./$INPUT_WORKING_DIRECTORY
cd -- "$INPUT_WORKING_DIRECTORY" 2>/dev/null || die "There is no folder '$INPUT_WORKING_DIRECTORY'."

install_advisor
base=
[[ -z $INPUT_DIFF_BASE ]] || resolve_diff_base
collect_arguments

status=0
"$advisor" "${arguments[@]}" </dev/null 2>"$work/errors" || status=$?
show "$work/errors"

if [[ -s $work/report.json ]]; then
  read_counts
  write_summary
  if [[ $comment == true ]] && ! write_comment "$status"; then
    show "$work/gh.log"
    notice 'The comment in the pull request could not be written. In a pull request from a fork the token cannot write; otherwise the job needs permissions: pull-requests: write.'
  fi
else
  error "advisor wrote no report (exit code $status). The log says why."
fi
[[ -z $INPUT_SARIF_FILE || $status == 2 ]] || {
  [[ $INPUT_SARIF_FILE == /* ]] || INPUT_SARIF_FILE=$PWD/$INPUT_SARIF_FILE
  output sarif-file "$INPUT_SARIF_FILE"
}
finish "$status"
