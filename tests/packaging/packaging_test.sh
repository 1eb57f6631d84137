#!/usr/bin/env bash
# Installs and packs what is built, and looks at the result. Builds nothing.
#
#   packaging_test.sh SOURCE_DIR BUILD_DIR VERSION
set -uo pipefail

source_dir=$(readlink -f -- "$1")
build_dir=$(readlink -f -- "$2")
version=$3
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
chmod 755 "$work" # others look into it below
umask 022
failures=0

fail() {
  printf 'FAILED %s\n' "$*"
  failures=$((failures + 1))
}
expect() { # WHAT EXPECTED ACTUAL
  [[ $2 == "$3" ]] && return
  fail "$1"
  diff <(printf '%s\n' "$2") <(printf '%s\n' "$3") | sed 's/^/  /'
}
expect_ok() { # WHAT COMMAND…
  local what=$1 out
  shift
  out=$("$@" 2>&1) && return
  fail "$what"
  printf '%s\n' "$out" | head -n 40 | sed 's/^/  /'
}
have() { # TOOL: else what it would check is skipped
  command -v "$1" >/dev/null && return
  echo "skipped: $1 is not installed"
  return 1
}

installed() { # the files that a package of the program has, below FOLDER
  printf '%s\n' "$1"/bin/advisor \
    "$1"/share/bash-completion/completions/advisor \
    "$1"/share/fish/vendor_completions.d/advisor.fish \
    "$1"/share/man/man1/advisor.1.gz \
    "$1"/share/sre-advisor/{advisor,report}.schema.json \
    "$1"/share/zsh/vendor-completions/_advisor \
    "$1"/share/doc/sre-advisor/copyright
  [[ ! -x $build_dir/advisor-aws ]] || printf '%s\n' "$1"/libexec/sre-advisor/advisor-aws
  local document
  for document in "$source_dir"/README*.md "$source_dir"/CHANGELOG.md; do
    printf '%s\n' "$1/share/doc/sre-advisor/${document##*/}"
  done
}
files_below() {
  (cd "$1" && find . -type f -printf '%P\n' | sort)
}

# cmake --install
expect_ok 'cmake --install' env DESTDIR="$work/root" cmake --install "$build_dir" --prefix /usr
expect 'what is installed' "$(installed usr | sort)" "$(files_below "$work/root")"
advisor=$work/root/usr/bin/advisor
share=$work/root/usr/share
expect 'version of the installed program' "advisor $version" "$("$advisor" --version)"
for notice in LICENSE libyaml-cpp re2 fmt CLI11 nlohmann; do
  [[ $notice == LICENSE ]] && notice='The sre-advisor authors'
  grep -qi "$notice" "$share/doc/sre-advisor/copyright" || fail "copyright: nothing about $notice"
done

# Pages and completions are those of the program.
zcat "$share/man/man1/advisor.1.gz" >"$work/advisor.1" || fail 'the man page is not compressed'
expect 'man page' "$("$advisor" man-page)" "$(<"$work/advisor.1")"
expect 'title of the man page' ".TH ADVISOR 1 \"\" \"sre\\-advisor $version\" \"User Commands\"" \
  "$(head -n 1 "$work/advisor.1")"
expect 'bash completions' "$("$advisor" completions bash)" \
  "$(<"$share/bash-completion/completions/advisor")"
expect 'zsh completions' "$("$advisor" completions zsh)" "$(<"$share/zsh/vendor-completions/_advisor")"
expect 'fish completions' "$("$advisor" completions fish)" \
  "$(<"$share/fish/vendor_completions.d/advisor.fish")"
if have mandoc; then
  # Style is about long lines. There is no date, so that the same source gives the same page.
  expect 'mandoc' '' "$(mandoc -T lint "$work/advisor.1" | grep -v -e ' STYLE: ' -e 'missing date')"
fi
if have groff; then
  expect 'groff' '' "$(groff -man -ww -z "$work/advisor.1" 2>&1)"
fi
if have zsh; then
  # shellcheck disable=SC2016
  expect 'zsh finds the completions' 'advisor: _advisor' "$(zsh -fc '
    fpath=($1 $fpath); autoload -Uz compinit; compinit -D -u
    print -r -- "advisor: $_comps[advisor]"' zsh "$share/zsh/vendor-completions" 2>&1)"
fi
if have fish; then
  # shellcheck disable=SC2016
  expect 'fish completes' 'rules' "$(cd "$work" && fish --no-config -c '
    source $argv[1]; complete -C "advisor rul" | string split -f1 \t' \
    "$share/fish/vendor_completions.d/advisor.fish" 2>&1)"
fi

# The installed program, for another user in a folder that nobody may write to.
cp -r "$source_dir/fixtures/ecspresso/fargate-web" "$work/project"
chmod -R a+rX,a-w "$work/project"
chmod -R a+rX "$work/root"
other_user=()
[[ $(id -u) != 0 ]] || other_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
out=$(cd "$work/project" && "${other_user[@]}" "$advisor" run . 2>&1)
status=$?
expect 'exit code for the fixture' 1 "$status"
[[ $out == *'ecs-task-def.json:'*'Advisor finished: '* ]] || fail "output for the fixture: $out"

# Debian package
if have dpkg-deb && have dpkg-shlibdeps; then
  expect_ok 'cpack -G DEB' env -C "$build_dir" cpack -G DEB -B "$work/deb"
  deb=$work/deb/sre-advisor_${version}_$(dpkg --print-architecture).deb
  field() { dpkg-deb -f "$deb" "$1"; }
  expect 'Package' sre-advisor "$(field Package)"
  expect 'Version' "$version" "$(field Version)"
  expect 'Architecture' "$(dpkg --print-architecture)" "$(field Architecture)"
  expect 'Section' devel "$(field Section)"
  expect 'Recommends' libjsonnet0 "$(field Recommends)"
  [[ $(field Maintainer) == 'sre-advisor maintainers <'*@*'>' ]] || fail "Maintainer: $(field Maintainer)"
  # The program itself needs no more than libc6; the rest is advisor-aws's.
  depends=$(field Depends | sed 's/ ([^)]*)//g; s/, /\n/g' | LC_ALL=C sort | xargs)
  if [[ -x $build_dir/advisor-aws ]]; then
    expect Depends 'libc6 libcurl4 libgcc-s1 libgumbo1 libpugixml1v5 libssl3 libstdc++6' "$depends"
  else
    expect Depends libc6 "$depends"
  fi
  # The library that is loaded by name is in the package that is recommended.
  library=$(sed -n 's/.*dlopen("\([^"]*\)".*/\1/p' "$source_dir/parsers/jsonnet_library.cc")
  [[ $(dpkg-query -S "*/$library") == "$(field Recommends)":* ]] ||
    fail "$library is not in $(field Recommends)"
  expect 'files of the package' "$(installed ./usr | sort)" \
    "$(dpkg-deb -c "$deb" | awk '$1 !~ /^d/ {print $6}' | sort)"
  expect 'owners and modes of the package' '-rw-r--r-- root/root
-rwxr-xr-x root/root
drwxr-xr-x root/root' "$(dpkg-deb -c "$deb" | awk '{print $1, $2}' | sort -u)"
  if have lintian; then
    # A changelog in Debian's format is for packages of Debian's archive.
    expect_ok 'lintian' lintian --allow-root --fail-on error,warning \
      --suppress-tags no-changelog "$deb"
  fi
fi

# Archive of a release
expect_ok 'cpack -G TGZ' env -C "$build_dir" cpack -G TGZ -B "$work/tgz"
case $(uname -m) in aarch64) architecture=arm64 ;; *) architecture=$(uname -m) ;; esac
name=advisor-$version-linux-$architecture
expect 'files of the archive' "$(installed "$name" | sort)" \
  "$(tar -tzf "$work/tgz/$name.tar.gz" | grep -v '/$' | sort)"

# The container image has the program and what it loads. Without a container engine: its root file
# system is made as the Dockerfile does, and the program runs in it, with a Jsonnet file.
expect 'how the image is made' '    && cmake/image_root.sh build/release /image
COPY --from=build /image/ /' "$(grep /image "$source_dir/Dockerfile")"
expect 'the image runs as' 'USER 65532:65532' "$(grep '^USER' "$source_dir/Dockerfile")"
expect_ok 'image_root.sh' "$source_dir/cmake/image_root.sh" "$build_dir" "$work/image"
expect 'files of the image' 'etc/ssl/certs/ca-certificates.crt
libc.so.6
libgcc_s.so.1
libjsonnet.so.0
libm.so.6
libstdc++.so.6
usr/bin/advisor' "$(files_below "$work/image" | grep -v -e /copyright$ -e '/ld-linux[^/]*$' |
  sed 's|.*/\(lib[^/]*\)$|\1|' | sort)"
mkdir "$work/image/src"
cp -r "$source_dir"/fixtures/ecspresso/jsonnet-library/. "$work/image/src"
in_image=(chroot --userspec=65532:65532 "$work/image")
if [[ $(id -u) != 0 ]]; then
  in_image=(unshare --user --map-root-user chroot "$work/image")
fi
if "${in_image[@]}" /usr/bin/advisor --version >/dev/null 2>&1 || [[ $(id -u) == 0 ]]; then
  expect 'a run in the image reads Jsonnet' "$("$advisor" run "$work/image/src" | tail -n 1)" \
    "$("${in_image[@]}" /usr/bin/advisor run /src 2>&1 | tail -n 1)"
else
  echo 'skipped: no chroot without root here'
fi

# What .dockerignore lets through is enough to configure a build.
mkdir "$work/context"
while IFS= read -r pattern; do
  (cd "$source_dir" && compgen -G "$pattern" >/dev/null) || fail ".dockerignore: there is no $pattern"
  # shellcheck disable=SC2086  # a pattern
  (cd "$source_dir" && cp -r --parents $pattern "$work/context")
done < <(sed -n 's/^!//p' "$source_dir/.dockerignore")
expect_ok 'configuring with what .dockerignore lets through' \
  env -C "$work/context" cmake --preset release -DADVISOR_TESTS=OFF
if have hadolint; then
  expect_ok 'hadolint' hadolint "$source_dir/Dockerfile"
fi

if ((failures > 0)); then
  echo "$failures failed"
  exit 1
fi
echo "all passed"
