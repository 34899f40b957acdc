#!/bin/sh
# Compiles the generated bindings as the module Plimsoll, then runs the conformance vectors and the example.
#   mobile/swift/run_vectors.sh [FOLDER OF THE GENERATED SWIFT]
# Uses `swiftc` from PATH, else the one in the Debian root that mobile/swift/setup.sh makes (PLIMSOLL_SWIFT_ROOT).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
generated=$(cd "${1:-$root/mobile/generated/swift}" && pwd)
debian=${PLIMSOLL_SWIFT_ROOT:-/opt/plimsoll-swift}

if ! command -v swiftc >/dev/null; then
    if [ ! -x "$debian/usr/bin/swiftc" ]; then
        echo "there is no swiftc: install Swift 6, or run mobile/swift/setup.sh as root" >&2
        exit 1
    fi
    # A mount namespace of its own: what is mounted here vanishes with the command.
    mkdir -p "$debian$root"
    exec unshare --mount --pid --fork sh -c '
        mount -t proc proc "$1/proc" && mount --bind "$2" "$1$2" &&
        exec chroot "$1" "$3" "$4"' sh "$debian" "$root" "$here/run_vectors.sh" "$generated"
fi

library=$(cd "$generated/../lib" && pwd)
out=$here/target
mkdir -p "$out"
# An unchanged binding is not compiled again.
if [ ! "$out/libPlimsoll.a" -nt "$generated/Plimsoll.swift" ]; then
    swiftc -module-name Plimsoll -emit-module -emit-module-path "$out/Plimsoll.swiftmodule" -emit-library -static \
        -o "$out/libPlimsoll.a" -Xcc "-fmodule-map-file=$generated/PlimsollFFI.modulemap" "$generated/Plimsoll.swift"
fi
link() {
    name=$1
    shift
    swiftc -o "$out/$name" -I "$out" -Xcc "-fmodule-map-file=$generated/PlimsollFFI.modulemap" "$@" \
        -L "$out" -lPlimsoll -L "$library" -lplimsoll_mobile -Xlinker -rpath -Xlinker "$library"
}
link run_vectors "$here"/*.swift
link example "$root"/examples/swift/main.swift
status=0
# Every line of the example must be a line of the Rust example.
"$out/example" >"$out/example.txt"
if [ -s "$out/example.txt" ] && ! grep -vxF -f "$generated/../example.txt" "$out/example.txt" >&2; then
    echo "1 passed, 0 failed"
else
    echo "0 passed, 1 failed"
    status=1
fi
"$out/run_vectors" "$root/core/tests/vectors" "$generated/PlimsollFFI.h" || status=1
exit $status
