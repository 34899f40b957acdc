#!/bin/sh
# Makes a Debian root with Swift 6 for machines whose system has none: 450 MB to download, 3 GB on disk, as root, some minutes.
#   mobile/swift/setup.sh          the folder is PLIMSOLL_SWIFT_ROOT, by default /opt/plimsoll-swift
set -eu
debian=${PLIMSOLL_SWIFT_ROOT:-/opt/plimsoll-swift}
partial=$debian.partial

if command -v swiftc >/dev/null; then
    echo "swiftc is on PATH: nothing to do"
    exit 0
fi
if [ -x "$debian/usr/bin/swiftc" ]; then
    echo "Swift is in $debian: nothing to do"
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "run this as root, or install Swift 6 from https://swift.org/install" >&2
    exit 1
fi
if ! command -v debootstrap >/dev/null; then
    apt-get install --yes -qq debootstrap >/dev/null || { echo "debootstrap is missing: run \`apt-get update\`, then this again" >&2; exit 1; }
fi
echo "1/3 Debian 13 in $debian"
rm -rf "$partial"
debootstrap --variant=minbase trixie "$partial" http://deb.debian.org/debian >"$partial.log"
echo "2/3 Swift 6, about 450 MB"
DEBIAN_FRONTEND=noninteractive chroot "$partial" apt-get install --yes -qq --no-install-recommends \
    swiftlang libc6-dev libstdc++-14-dev >>"$partial.log" 2>&1 || { tail -20 "$partial.log" >&2; exit 1; }
echo "3/3 Packages no longer needed"
chroot "$partial" apt-get clean
# Under its own name only when it is whole.
mv "$partial" "$debian"
rm "$partial.log"
