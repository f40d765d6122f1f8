# shellcheck shell=sh disable=SC2154 # the variables of canarywave-device, which reads this file
# Brings the image that the last command names into the other slot, in a process of its own. Its last line in the queue says
# how that went; until then nothing else hears of it.

size() { if [ -f "$part" ]; then echo $(($(wc -c <"$part"))); else echo 0; fi; }
nap() { sleep $(($1 + $1 * $(random) / 512)) & child=$!; wait $child; }
over() { echo fetched "$cmd" "$*"; exit; }
get() { # the rest, into the file; leaves the status and curl's exit code
    tag=''; [ "$had" = 0 ] || tag=$(cat "$part.tag" 2>/dev/null)
    printf 'url = "%s"\n' "$url_" | {
        ulimit -f $((size_ / 512 + 64)) # an endless answer fills no disk
        exec curl -K - -sS -f --proto =https --cacert "$ca" ${cert:+--cert "$cert" --key "$key"} --connect-timeout 30 \
            --speed-limit 1 --speed-time 60 -C "$had" ${tag:+-H "If-Range: $tag"} -D "$run/head" -o "$part" \
            -w '%{http_code}' >"$run/status" 2>"$run/curl"
    } &
    child=$!; wait $child; exit=$?; http=$(cat "$run/status")
    sed -n 's/^[Ee][Tt][Aa][Gg]: *\("[^"]*"\).*/\1/p' "$run/head" >"$part.tag"
}
fetch() {
    trap 'kill $child 2>/dev/null; exit' TERM
    misses=0 wait=2 old=$(size) child=''
    while had=$(size); [ "$had" -ne "$size_" ]; do
        [ "$had" -lt "$size_" ] || { rm "$part"; over failed size-mismatch got more; }
        : >"$run/head"; get; [ "$(size)" -le "$had" ] || misses=0 wait=2
        misses=$((misses + 1)) fault=connect
        case ${http:-000} in
        410) over refused withdrawn ;;
        403) over failed http-403 ;;
        416) rm "$part"; over failed size-mismatch got 416 ;;
        5??) s=$(sed -n 's/^[Rr]etry-[Aa]fter: *\([0-9][0-9]*\).*/\1/p' "$run/head"); fault='http-5xx'
            [ "$http" != 503 ] || [ -z "$s" ] || { misses=0; nap "$s"; continue; } ;;
        000 | 200 | 206) case $exit in
            0) [ "$(size)" -ge "$size_" ] || { rm -f "$part"; over failed size-mismatch got less; } ;;
            6) fault=dns ;;
            28) fault=timeout ;;
            33) rm -f "$part"; fault=range-ignored ;; # 200 instead of 206: from the beginning
            23) over failed flash-write cannot keep the image ;;
            35 | 5[1348] | 59 | 60 | 66 | 77 | 8[0-3] | 9[0-9]) fault=tls ;;
            esac ;;
        *) rm -f "$part"; over failed http-404 "status $http" ;;
        esac
        [ $misses -lt 6 ] || over failed $fault "$(head -n 1 "$run/curl")"
        [ "$(size)" -eq "$size_" ] || { nap $wait; wait=$((wait < 30 ? wait * 2 : 60)); }
    done
    got=$(openssl dgst -sha256 -binary "$part" | openssl base64 -A | tr '+/' '-_' | tr -d =)
    if [ "$got" != "$sha256_" ]; then # what was kept over a loss of power may be damaged: once more, from the beginning
        rm "$part"; [ "$old" = 0 ] || fetch; over failed digest-mismatch "got $got"
    fi
    trap '' TERM; hook_install "$part" "$target" >&2 || over failed flash-write
    sync; over written
}
