#!/bin/sh
# A computer for tests: machine.sh SHELL PROGRAM FOLDER. Boots whatever slot is next, again and again; the whole process group
# dies at a reboot and at a loss of power, as everything in memory does. Ends when FOLDER/off is there.
cd "$3" || exit 1
while [ ! -e off ]; do
    cat next >booted.new && /bin/mv booted.new booted
    cat /proc/sys/kernel/random/uuid >boot_id
    echo "boot $(cat booted)" >>ledger
    setsid sh -c 'echo $$ >pid; exec "$@"' - "$1" "$2" "$PWD/device.conf" >>log 2>&1 </dev/null
done
