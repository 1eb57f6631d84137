#!/usr/bin/env bash
# Tests that the recipes do what they say, as far as that can be told without GitHub and AWS.
#
#   recipes_test.sh SOURCE_DIR ADVISOR
# shellcheck disable=SC2016  # texts of stand-ins
set -uo pipefail

recipes=$(readlink -f -- "$1")/docs/recipes
advisor=$(readlink -f -- "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 3
failures=0

expect() { # WHAT EXPECTED ACTUAL
  [[ $2 == "$3" ]] && return
  printf 'FAILED %s\n  expected: %q\n  actual:   %q\n' "$1" "$2" "$3"
  failures=$((failures + 1))
}

# Prints the exit code and the verdicts on bucket policies.
judge() { # FILE OPTION…
  local out status=0
  out=$("$advisor" run --no-config --fail-on info --lang en --show-good --show-undetermined "$@") || status=$?
  echo "$status $(grep -oE '(Critical|Warning|Info|Undetermined|Good)\[s3-bucket-policy-principal-star\]' <<<"$out" | xargs)"
}

# s3-distribution.yaml: good, and a finding without its condition.
cp "$recipes/s3-distribution.yaml" .
rule='[s3-bucket-policy-principal-star]'
expect 'bucket of the organisation' "0 Good$rule" "$(judge s3-distribution.yaml)"
sed '/Condition: # without/,/aws:PrincipalOrgID/d' s3-distribution.yaml >open.yaml
expect 'what the bad template lacks' 3 "$(diff s3-distribution.yaml open.yaml | grep -c '^<')"
expect 'without the condition' "1 Info$rule" "$(judge open.yaml)"
sed '/RestrictPublicBuckets/d' open.yaml >public.yaml
expect 'without the condition, and public' "1 Warning$rule" "$(judge public.yaml)"
"$advisor" run --no-config --fail-on info s3-distribution.yaml >out
expect 'no other finding' 0 "$?"
if command -v cfn-lint >/dev/null; then
  expect 'cfn-lint' '' "$(cfn-lint s3-distribution.yaml 2>&1)"
else
  echo 'no cfn-lint here: s3-distribution.yaml is not tested with it'
fi

# account-review.yml: what its last step does with each exit code.
sed -n '/- name: Review$/,$p' "$recipes/account-review.yml" | sed '1,/run: |/d; s/^ \{10\}//' >review.sh
mkdir bin
printf '#!%s\necho "advisor $*" >>calls\nlast=${!#}\necho report >"${last#*=}"\nexit "$EXIT_CODE"\n' "$BASH" >bin/advisor
printf '#!%s\necho "gh $1 $2" >>calls\n[[ $(<"${!#}") == report ]]\n' "$BASH" >bin/gh
chmod +x bin/*
for case in '0 0' '1 0 gh issue create' '2 2' '3 3 gh issue create'; do
  read -r code status gh <<<"$case"
  : >calls
  PATH=$work/bin:$PATH RUNNER_TEMP=$work EXIT_CODE=$code bash -e review.sh
  expect "review with exit code $code" "$status advisor run --aws --reporter text --reporter github=$work/report.md${gh:+ $gh}" "$? $(xargs <calls)"
done

# Links of the index, and files that it leaves out.
for file in "$recipes"/*; do
  [[ $file == */README.md ]] || grep -qF "](${file##*/})" "$recipes/README.md" || expect 'index' "a link to ${file##*/}" none
done
while IFS= read -r link; do
  [[ -e $recipes/$link ]] || expect 'link' "$link" 'no such file'
done < <(grep -ohE '\]\([^):]+\)' "$recipes"/*.md | sed 's/^](//; s/)$//')

if ((failures > 0)); then
  echo "$failures failed"
  exit 1
fi
echo "all passed"
