# shellcheck shell=sh disable=SC2034,SC2154 # variables of canarywave-device, which reads this file
# What canarywave-device needs to know of JSON, ES256 and MQTT. Nothing here decides or remembers.

# --- JSON: the fields we know as shell variables j_*, only from one whole object, of the right kind, said once, in tame characters.
FIELDS='id:s device:s epoch:n counter:n expires:n not_before:n probation_s:n withdraw:b url:s session:s seq:n artifact.model:s
 artifact.version:s artifact.security_version:n artifact.size:n artifact.sha256:s artifact.key:s artifact.signature:s'
# shellcheck disable=SC2016 # the dollars are awk's
JSON='function take(re) { if (!match(s, "^[ \t\r]*(" re ")")) return 0
    t = substr(s, 1, RLENGTH); sub(/^[ \t\r]+/, "", t); s = substr(s, RLENGTH + 1); return 1 }
function need(re) { if (!take(re)) { bad = 1; exit } }
function value(path, key) {
    if (take("[{]")) { if (take("[}]")) return
        do { need(STR); key = substr(t, 2, length(t) - 2); need(":"); value(path "." key) } while (take(",")); need("[}]")
    } else if (take("\\[")) { if (take("\\]")) return
        do value(path "[]"); while (take(",")); need("\\]")
    } else if (take(STR)) leaf(substr(path, 2), "s", "^\"[A-Za-z0-9._+:/-]*\"$")
    else if (take("true|false|null")) leaf(substr(path, 2), "b", "true|false")
    else { need("-?[0-9][0-9.eE+-]*"); leaf(substr(path, 2), "n", "^(0|[1-9][0-9]*)$") } }
function leaf(name, kind, tame) { if (!(name in want)) return
    if (seen[name]++ || want[name] != kind || t !~ tame || kind == "n" && length(t) > 10) { bad = 1; exit }
    gsub(/"/, "", t); gsub(/[.]/, "_", name); out = out "j_" name "=\047" t "\047\n" }
BEGIN { STR = "\"([^\"\\\\]|\\\\.)*\""; n = split(fields, f, / +/)
    for (i = 1; i <= n; i++) { split(f[i], w, ":"); want[w[1]] = w[2] } }
{ s = $0; if (s !~ /^[ \t\r]*[{]/) bad = 1; else { value(""); if (s !~ /^[ \t\r]*$/) bad = 1 } }
END { if (NR == 1 && !bad) printf "%sj_ok=1\n", out }'
parse() {
    j_ok='' j_id='' j_device='' j_epoch='' j_counter='' j_expires='' j_not_before=0 j_probation_s=0 j_withdraw=false j_url=''
    j_session='' j_seq='' j_artifact_model='' j_artifact_version='' j_artifact_security_version='' j_artifact_size=''
    j_artifact_sha256='' j_artifact_key='' j_artifact_signature=''
    eval "$(sed -n 1p "$1" | tr -d '\000' | awk -v fields="$(printf %s "$FIELDS" | tr -s '\n ' ' ')" "$JSON")"
    [ -n "$j_ok" ]
}

# --- Signatures: verify FILE SIGNATURE KEY; 64 raw bytes become the DER that openssl reads.
raw() { printf '%s===\n' "$1" | cut -c1-$(((${#1} + 3) / 4 * 4)) | tr -- '-_' '+/' | openssl base64 -d -A; }
verify() {
    hex=$(raw "$2" | od -An -v -tx1 | tr -d ' \n')
    [ ${#2} = 86 ] && [ ${#hex} = 128 ] || return 1
    r=${hex%????????????????????????????????????????????????????????????????}
    printf 'asn1=SEQUENCE:rs\n[rs]\nr=INTEGER:0x%s\ns=INTEGER:0x%s\n' "$r" "${hex#"$r"}" >"$run/asn1"
    openssl asn1parse -genconf "$run/asn1" -noout -out "$run/der" >/dev/null 2>&1 &&
        openssl dgst -sha256 -verify "$3" -signature "$run/der" "$1" >/dev/null 2>&1
}
key_file() { case $2 in '' | *[!A-Za-z0-9._-]*) false ;; *) [ -f "$1/$2.pem" ] && printf %s "$1/$2.pem" ;; esac; }
anchors() { # of the release keys, at most 8 of them: a birth has 1 024 bytes
    for one in "${release_keys:-/nowhere}"/*.pem; do
        openssl pkey -pubin -in "$one" -outform DER -out "$run/spki" 2>/dev/null &&
            printf '"%s"\n' "$(openssl dgst -sha256 -r "$run/spki" | cut -c1-16)"
    done | head -n 8 | paste -s -d , -
}
jws_fault() { # of the message in a file: nothing, or the code
    jws=$(sed -n 2p "$1"); head=$(raw "${jws%%.*}" | tr -d '\000')
    kid=${head#'{"alg":"ES256","b64":false,"crit":["b64"],"kid":"'} kid=${kid%'"}'}
    [ "$head" = "{\"alg\":\"ES256\",\"b64\":false,\"crit\":[\"b64\"],\"kid\":\"$kid\"}" ] || { echo signature-invalid; return; }
    with=$(key_file "$command_keys" "$kid") || { echo key-unknown; return; }
    { printf '%s.' "${jws%%.*}"; sed -n 1p "$1" | tr -d '\n'; } >"$run/signed"
    case $jws in *.*.*.*) false ;; *..*) verify "$run/signed" "${jws##*.}" "$with" ;; *) false ;; esac || echo signature-invalid
}

# --- MQTT over one TLS connection of openssl s_client: the id may be connected once only, so mosquitto_sub and _pub cannot share it.
byte() { for b; do printf %b "\\0$((b / 64))$((b / 8 % 8))$((b % 8))"; done; }
str() { byte $((${#1} / 256)) $((${#1} % 256)); printf %s "$1"; }
none() { [ "$mqtt" != 5 ] || byte 0; } # no properties
send() { # TYPE COMMAND...: a packet with the output of the command
    first=$1; shift; "$@" >"$run/body"; n=$(($(wc -c <"$run/body")))
    { byte "$first"; [ $n -lt 128 ] || byte $((n % 128 + 128)); byte $((n < 128 ? n : n / 128)); cat "$run/body"; } >"$run/packet"
    cat "$run/packet" >&5
}
online() { printf '{"online":%s,"session":"%s","connect":%s}' "$1" "$session" "$connect"; }
hello() {
    str MQTT; byte $((mqtt == 5 ? 5 : 4)) $((${#token} ? 238 : 174)) 0 120; none # clean, user, password, will: QoS 1, retained
    str "$id"; none; str "$topic/online"; str "$(online false)"; str "$id"; [ -z "$token" ] || str "$token"
}
wish() { byte 0 1; none; str "$topic/command"; byte 1; str "$topic/ack"; byte 0; }
words() { str "$topic/$1"; byte $((pid / 256)) $((pid % 256)); none; printf %s "$2"; }
say() { [ $up = 0 ] || { pid=$((pid % 65535 + 1)); send $((50 + $3)) words "$1" "$2"; }; } # KIND TEXT RETAINED
reader() { # packets as files; a line in the queue for each
    n=0
    while h=$(dd bs=1 count=1 2>/dev/null | od -An -tu1) && [ -n "$h" ]; do
        len=0 m=1 b=128
        while [ $b -ge 128 ] && [ $m -le 16384 ]; do
            b=$(($(dd bs=1 count=1 2>/dev/null | od -An -tu1))); len=$((len + b % 128 * m)) m=$((m * 128)); done
        [ $len -le 4096 ] || break
        n=$((n + 1)); : >"$run/in.$1.$n"; [ $len = 0 ] || dd bs=1 count=$len of="$run/in.$1.$n" 2>/dev/null
        echo packet "$1" $((h)) "$run/in.$1.$n"
    done
    echo down "$1"
}
plug() {
    link=$((link + 1)) connect=$((connect + 1)) heard=$mono plugged=1 pid=1
    rm -f "$run/out" "$run"/in.*; mkfifo "$run/out"; exec 5<>"$run/out"
    token=$([ -z "$token_file" ] || cat "$token_file")
    { openssl s_client -quiet -connect "$host:$port" -servername "$host" -verify_hostname "$host" -verify_return_error -CAfile "$ca" \
        ${cert:+-cert "$cert" -key "$key"} <"$run/out" 2>"$run/tls" & echo $! >"$run/link"; wait $!; } | reader $link >&4 &
    send 16 hello
}
unplug() { log "connection dropped: $1"; kill "$(cat "$run/link")" 2>/dev/null; }
random() { echo $(($(od -An -N1 -tu1 /dev/urandom))); }
at() { od -An -v -tu1 -j "$2" -N "$3" "$1"; } # bytes FILE FROM COUNT
packet() { # TYPE FILE
    heard=$mono
    case $(($1 / 16)) in
    2) [ $(($(at "$2" 1 1))) = 0 ] && send 130 wish || unplug "the broker refuses us with code $(at "$2" 1 1)" ;;
    9) case $(tail -c 2 "$2" | od -An -tu1 | tr -s ' ') in ' 0 0' | ' 1 0') arrived ;; *) unplug "may not subscribe" ;; esac ;;
    3) # shellcheck disable=SC2046 # two words
        set -- "$1" "$2" $(at "$2" 0 2); n=$(($3 * 256 + $4)) off=$(($3 * 256 + $4 + 2)) about=$(tail -c +3 "$2" | head -c $n)
        [ $(($1 / 2 % 4)) = 0 ] || { answer=$(at "$2" $off 2) off=$((off + 2)); }
        [ "$mqtt" != 5 ] || off=$((off + 1 + $(at "$2" $off 1))) # properties: 5 bytes of expiry
        tail -c +$((off + 1)) "$2" >"$run/message"
        case $about in "$topic/command") command_ "$run/message" ;; "$topic/ack") ack "$run/message" ;; esac
        # shellcheck disable=SC2086 # two words
        [ $(($1 / 2 % 4)) = 0 ] || send 64 byte $answer ;;
    esac
    rm -f "$2"
}
