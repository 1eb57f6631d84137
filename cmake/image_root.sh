#!/usr/bin/env bash
# Fills FOLDER with all that the container image holds: the built program, the libraries that it
# loads (libjsonnet only when it meets Jsonnet, so ldd does not tell), certificates, and licences.
set -euo pipefail
[[ $# == 2 ]] || { echo "usage: image_root.sh BUILD_FOLDER FOLDER" >&2; exit 2; }
build=$1 image=$2

cmake --install "$build" --component program --strip --prefix "$image/usr"
jsonnet=$(ldconfig -p | awk '/libjsonnet\.so\.0 / && !seen++ {print $NF}')
[[ -n $jsonnet ]] || { echo "image_root.sh: libjsonnet.so.0 is not installed" >&2; exit 3; }
{ echo "$jsonnet" && ldd "$image/usr/bin/advisor" "$jsonnet" | grep -o '/[^ :]*\.so[^ :]*'; } |
  sort -u | xargs cp --parents -L -t "$image"
cp --parents -L /etc/ssl/certs/ca-certificates.crt \
  /usr/share/doc/{libc6,libgcc-s1,libstdc++6,libjsonnet0}/copyright "$image"
