#!/bin/sh
# Fetch the browser assets we ship, as published packages, and keep only minified files and licences.
# Run by a maintainer with npm when a version changes; running and testing Lindung need no Node.
#
#   tools/vendor.sh            fetch, copy, rewrite VENDOR.md
#
# Every file is copied as published except that source-map comments are cut: the maps are not shipped and a hashed
# static storage would refuse to build because of the missing file.
set -eu

TABLER=1.6.1
ICONS=3.51.0
ECHARTS=6.1.0
HTMX=2.0.11
INTER=5.3.0
JAKARTA=5.3.0

here=$(cd "$(dirname "$0")/.." && pwd)
out=$here/src/lindung/portals/static/vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

get() { # package version -> $work/<folder> with the package's files
    mkdir -p "$work/$3"
    archive=$(cd "$work" && npm pack --silent "$1@$2" | tail -n 1)
    tar -xzf "$work/$archive" -C "$work/$3" --strip-components=1
}

copy() { # source file -> target file, without its source-map comment
    mkdir -p "$(dirname "$2")"
    case $1 in
    *.css | *.js) sed -e 's|/\*# sourceMappingURL=[^*]*\*/||' -e 's|^//# sourceMappingURL=.*$||' "$1" >"$2" ;;
    *) cp "$1" "$2" ;;
    esac
    chmod 0644 "$2"
}

get @tabler/core "$TABLER" tabler
get @tabler/icons "$ICONS" icons
get echarts "$ECHARTS" echarts
get htmx.org "$HTMX" htmx
get @fontsource-variable/inter "$INTER" inter
get @fontsource-variable/plus-jakarta-sans "$JAKARTA" jakarta

rm -rf "$out"
mkdir -p "$out"

copy "$work/tabler/dist/css/tabler.min.css" "$out/tabler-$TABLER/tabler.min.css"
copy "$work/tabler/dist/js/tabler.min.js" "$out/tabler-$TABLER/tabler.min.js"
# The core package carries its licence in the file headers and package.json only; the icons package of the same
# authors carries the full text.
copy "$work/icons/LICENSE" "$out/tabler-$TABLER/LICENSE"

copy "$work/echarts/dist/echarts.min.js" "$out/echarts-$ECHARTS/echarts.min.js"
copy "$work/echarts/LICENSE" "$out/echarts-$ECHARTS/LICENSE"
copy "$work/echarts/NOTICE" "$out/echarts-$ECHARTS/NOTICE"

copy "$work/htmx/dist/htmx.min.js" "$out/htmx-$HTMX/htmx.min.js"
copy "$work/htmx/LICENSE" "$out/htmx-$HTMX/LICENSE"

copy "$work/inter/files/inter-latin-wght-normal.woff2" "$out/inter-$INTER/inter-latin.woff2"
copy "$work/inter/LICENSE" "$out/inter-$INTER/LICENSE"
copy "$work/jakarta/files/plus-jakarta-sans-latin-wght-normal.woff2" "$out/plus-jakarta-sans-$JAKARTA/plus-jakarta-sans-latin.woff2"
copy "$work/jakarta/LICENSE" "$out/plus-jakarta-sans-$JAKARTA/LICENSE"

# One sprite with the icons we use; names are listed in tools/icons.txt.
mkdir -p "$out/tabler-icons-$ICONS"
copy "$work/icons/LICENSE" "$out/tabler-icons-$ICONS/LICENSE"
{
    printf '<svg xmlns="http://www.w3.org/2000/svg">'
    grep -v '^#' "$here/tools/icons.txt" | while read -r name; do
        [ -n "$name" ] || continue
        file=$work/icons/icons/outline/$name.svg
        [ -f "$file" ] || { echo "no icon named $name" >&2; exit 1; }
        printf '<symbol id="%s" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">' "$name"
        # Drawing elements only: the outer <svg> and the metadata comment of each file are left out.
        tr '\n' ' ' <"$file" | sed -e 's/<!--.*-->//' -e 's/^[^<]*<svg[^>]*>//' -e 's|</svg>.*$||' -e 's/> *</></g' -e 's/  */ /g' | tr -d '\n'
        printf '</symbol>'
    done
    printf '</svg>\n'
} >"$out/tabler-icons-$ICONS/sprite.svg"

{
    echo "# Browser assets made elsewhere"
    echo
    echo "Written by \`tools/vendor.sh\`; do not edit by hand. Files are as published by the named package, without"
    echo "source-map comments; the icon sprite is put together from single icon files."
    echo
    echo "| folder | package | version | licence |"
    echo "|---|---|---|---|"
    echo "| tabler-$TABLER | npm @tabler/core (carries Bootstrap 5.3.8, MIT) | $TABLER | MIT |"
    echo "| tabler-icons-$ICONS | npm @tabler/icons | $ICONS | MIT |"
    echo "| echarts-$ECHARTS | npm echarts | $ECHARTS | Apache-2.0 |"
    echo "| htmx-$HTMX | npm htmx.org | $HTMX | 0BSD |"
    echo "| inter-$INTER | npm @fontsource-variable/inter | $INTER | OFL-1.1 |"
    echo "| plus-jakarta-sans-$JAKARTA | npm @fontsource-variable/plus-jakarta-sans | $JAKARTA | OFL-1.1 |"
    echo
    echo "| file | bytes | sha384 |"
    echo "|---|--:|---|"
    (cd "$out" && find . -type f ! -name VENDOR.md | LC_ALL=C sort) | while read -r file; do
        sum=$(openssl dgst -sha384 -binary "$out/$file" | openssl base64 -A)
        echo "| ${file#./} | $(wc -c <"$out/$file" | tr -d ' ') | \`sha384-$sum\` |"
    done
} >"$out/VENDOR.md"
echo "vendored into $out"
