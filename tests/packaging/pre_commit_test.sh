#!/usr/bin/env bash
# Runs the hooks of .pre-commit-hooks.yaml with the real pre-commit, in a repository made here. The
# hook that needs the wheel is tried if ADVISOR_SLOW_TESTS is set: the wheel is compiled for it.
# Exit code 77: pre-commit could not be had.
#
#   pre_commit_test.sh SOURCE_DIR BUILD_DIR VERSION
set -uo pipefail

source_dir=$(readlink -f -- "$1")
build_dir=$(readlink -f -- "$2")
version=$3
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

if ! command -v pre-commit >/dev/null; then
  venv=$build_dir/pre-commit
  if [[ ! -x $venv/bin/pre-commit ]]; then
    if ! { python3 -m venv "$venv" && "$venv/bin/pip" --quiet install pre-commit==4.7.0; }; then
      rm -rf "$venv"
      echo 'skipped: there is no pre-commit, and pip could not install it'
      exit 77
    fi
  fi
  PATH=$PATH:$venv/bin
fi

unset "${!GIT_@}" # set where this runs in a hook of git
export PRE_COMMIT_HOME=$work/cache GIT_CONFIG_GLOBAL=$work/gitconfig GIT_CONFIG_NOSYSTEM=1
git config --global user.name test
git config --global user.email test@example.com
git config --global init.defaultBranch main
mkdir "$work/bin"
ln -s "$build_dir/advisor" "$work/bin/advisor"
PATH=$work/bin:$PATH

# The repository of the hooks.
git init --quiet "$work/hooks"
cp "$source_dir/.pre-commit-hooks.yaml" "$work/hooks"
git -C "$work/hooks" add . && git -C "$work/hooks" commit --quiet -m hooks
expect 'validate-manifest' '' "$(pre-commit validate-manifest "$work/hooks/.pre-commit-hooks.yaml" 2>&1)"

# The repository that uses them. Its service routes to port 80 of the container.
mkdir -p "$work/project/ecs"
cd "$work/project" || exit 3
git init --quiet .
cat >ecs/ecspresso.yml <<'TEXT'
region: ap-northeast-1
cluster: main
service: web
task_definition: task-def.json
service_definition: service-def.json
TEXT
cat >ecs/service-def.json <<'TEXT'
{
  "launchType": "FARGATE",
  "loadBalancers": [
    { "containerName": "app", "containerPort": 80, "targetGroupArn": "{{ tfstate `aws_lb_target_group.web.arn` }}" }
  ]
}
TEXT
task_definition() { # PORT MEMORY
  cat >ecs/task-def.json <<TEXT
{
  "family": "web",
  "networkMode": "awsvpc",
  "cpu": "256",
  "memory": "$2",
  "containerDefinitions": [
    { "name": "app", "image": "app:1.0", "portMappings": [{ "containerPort": $1 }] }
  ]
}
TEXT
}
task_definition 80 512
git add . && git commit --quiet -m project

config_of_repository() { # HOOK
  cat >.pre-commit-config.yaml <<TEXT
repos:
  - repo: $work/hooks
    rev: $(git -C "$work/hooks" rev-parse HEAD)
    hooks:
      - id: $1
        args: [--only, ecs-load-balancer-container-mismatch]
TEXT
}
hook() { # sets out and status
  git add .
  out=$(pre-commit run 2>&1)
  status=$?
  git commit --quiet --no-verify -m change
}
try() { # WHAT: a clean and a bad change of the task definition alone
  git commit --quiet --no-verify --allow-empty -am config && git add . && git commit --quiet --no-verify -m config
  task_definition 80 1024
  hook
  expect "$1: exit code of a clean change" 0 "$status"
  expect_contains "$1: a clean change" Passed "$out"
  task_definition 8080 1024
  hook
  expect "$1: exit code of a bad change" 1 "$status"
  expect_contains "$1: a bad change" 'ecs/service-def.json:4:48: Critical[ecs-load-balancer-container-mismatch/port]' "$out"
  task_definition 80 512
  hook
  expect "$1: exit code of its correction" 0 "$status"
  echo text >notes.md$RANDOM
  hook
  expect_contains "$1: a change elsewhere" 'no files to check' "$out"
}

config_of_repository sre-advisor-system
try system

# No container engine here: how it would be called.
cat >"$work/bin/docker" <<TEXT
#!/bin/sh
echo "\$*" >>$work/docker_calls
[ "\$1" != system ] || echo '{}'
TEXT
chmod +x "$work/bin/docker"
config_of_repository sre-advisor-docker
git add . && git commit --quiet --no-verify -m config
task_definition 80 2048
hook
expect_contains 'docker' " sre-advisor:$version run --with-project --only ecs-load-balancer-container-mismatch ecs/task-def.json" \
  "$(cat "$work/docker_calls")"

# The wheel, as docs/pre-commit.md tells to use it.
entry=$(sed -n '/^repos:/,/^```/p' "$source_dir/docs/pre-commit.md" | sed '/^```/,$d')
expect_contains 'version in docs/pre-commit.md' "additional_dependencies: [sre-advisor==$version]" "$entry"
for key in entry files; do
  expect "$key in docs/pre-commit.md" \
    "$(sed -n "s/^  $key: \(&files \)\?//p" "$source_dir/.pre-commit-hooks.yaml" | head -n 1)" \
    "$(sed -n "s/^ *$key: //p" <<<"$entry")"
done
if [[ -n ${ADVISOR_SLOW_TESTS:-} ]]; then
  python3 -m pip wheel --quiet --no-deps -Cbuild-dir="$build_dir/wheel" -w "$work/wheels" "$source_dir" || {
    echo 'FAILED pip wheel'
    exit 1
  }
  expect 'wheel' "sre_advisor-$version-py3-none-linux_$(uname -m).whl" "$(ls "$work/wheels")"
  expect 'files of the wheel' "sre_advisor-$version.data/scripts/advisor
sre_advisor-$version.dist-info/METADATA
sre_advisor-$version.dist-info/RECORD
sre_advisor-$version.dist-info/WHEEL
sre_advisor-$version.dist-info/licenses/LICENSE
sre_advisor-$version.dist-info/licenses/copyright" \
    "$(python3 -m zipfile -l "$work"/wheels/*.whl | awk 'NR > 1 {print $1}' | LC_ALL=C sort)"
  rm "$work/bin/advisor" # only that of the wheel is left
  export PIP_FIND_LINKS="$work/wheels ${PIP_FIND_LINKS:-}"
  printf '%s\n        args: [--only, ecs-load-balancer-container-mismatch]\n' "$entry" >.pre-commit-config.yaml
  try wheel
else
  echo 'skipped: the wheel (set ADVISOR_SLOW_TESTS to compile and try it)'
fi

if ((failures > 0)); then
  echo "$failures failed"
  exit 1
fi
echo "all passed"
