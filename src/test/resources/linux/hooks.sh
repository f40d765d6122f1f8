# shellcheck shell=sh disable=SC2034,SC2154 # variables of the configuration that reads this file
# The hooks of a device in tests. held PLACE waits there as long as the file hold-PLACE is; each act is in the ledger.
state=$folder/state boot_id_file=$folder/boot_id
held() {
    [ ! -e "$folder/hold-$1" ] || : >"$folder/at-$1"
    while [ -e "$folder/hold-$1" ]; do sleep 0.1; done
}
hook_running() { cat "$folder/booted"; }
hook_install() {
    head -c 1000 "$1" >"$folder/slot.$2"
    held install
    cp "$1" "$folder/slot.$2" && echo "install $2" >>"$folder/ledger"
}
hook_switch() {
    held before-switch
    echo "$1" >"$folder/next.new" && /bin/mv "$folder/next.new" "$folder/next" && echo "switch $1" >>"$folder/ledger"
    held after-switch
}
hook_reboot() { held reboot; kill -9 0; }
hook_health() {
    held health
    echo health >>"$folder/ledger"
    [ ! -e "$folder/sick" ] || { echo "the sensor is 'gone'"; return 1; }
}
hook_valid() { held before-valid; echo "valid $1" >>"$folder/ledger"; held after-valid; }
