# shellcheck shell=sh disable=SC2154,SC2034 # what is given stands before this text, and what is found is read by what stands after it
# What a program on a host can know of it: read only. Every other program here begins with this text.

PATH=/run/wrappers/bin:/run/current-system/sw/bin:$PATH
uid=$(id -u)
switch_lock=/run/nixos/switch-to-configuration.lock

say() { printf '%s %s\n' "$1" "$2"; }
read_line() { line=; [ ! -r "$1" ] || read -r line <"$1" || true; } # a file may lack its final newline
as_root() { if [ "$uid" = 0 ]; then "$@"; else ${become_root:-sudo -n} "$@" 2>/dev/null; fi; }
read_root() { if [ -r "$1" ]; then cat "$1"; else as_root cat "$1"; fi 2>/dev/null; }

# seconds since boot: a clock that nobody sets
up() { read -r now _ </proc/uptime && now=${now%.*}; }
# The system that a generation or profile holds.
system_of() { [ ! -e "$1/nixos-version" ] || dirname "$(realpath "$1/nixos-version")"; }

# What cassie-deploy keeps on a host (docs/safety.md): lock, frozen, held, and guard/ID/ with a file whose name is the guard's state.
base=/var/lib/cassie-deploy
use() { id=$1 dir=$base/guard/$1; }
is() { [ -e "$dir/state.$1" ]; }
state() { for name in armed firing back superseded stuck disarmed recorded; do ! is $name || { echo $name; return; }; done; }
is_alive() { read -r pid <"$dir/pid" && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q " run $id \$"; } 2>/dev/null

# What `bootctl set-oneshot` or `set-default`, or a person at the boot menu, left in the firmware wins over loader.conf: UTF-16 behind four bytes.
efi_entry() {
  entry=
  for name in LoaderEntryOneShot LoaderEntryDefault; do
    variable=/sys/firmware/efi/efivars/$name-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
    [ -n "$entry" ] || [ ! -r "$variable" ] || entry=$(cat "$variable" | tail -c +5 | tr -d '\000') # such a file can't be sought
  done
}
# systemd-boot: the firmware's entry, else the default line, else the newest entry, as systemd-boot sorts them.
systemd_boot_default() {
  conf=$(read_root "$1/loader/loader.conf") || return 1
  efi_entry
  [ -n "$entry" ] || entry=$(printf '%s\n' "$conf" | sed -n 's/^default[[:space:]]*//p' | tail -n 1)
  case $entry in
    @*) return 1 ;; # such as @saved: only the loader itself knows
    '' | *[*?]*) entry=$(as_root ls "$1/loader/entries" 2>/dev/null | grep '^nixos-generation-[0-9]*.*\.conf$' | sort -V | tail -n 1) ;;
    *.conf) ;;
    *) entry=$entry.conf ;;
  esac
  [ -n "$entry" ] && read_root "$1/loader/entries/$entry" | sed -n 's/^options .*init=\([^ ]*\)\/init.*/\1/p;T;q'
}
# GRUB: NixOS writes the generation that boots first as the first entry. Another or a saved default (boot.loader.grub.default) is not known.
grub_default() {
  conf=$(read_root "$1/grub/grub.cfg") || return 1
  ! printf '%s\n' "$conf" | grep -qE '^[[:space:]]*set default="?([1-9]|[^0"$]|\$\{?saved)' || return 1
  printf '%s\n' "$conf" | sed -n 's/^[[:space:]]*linux .*init=\([^ ]*\)\/init.*/\1/p;T;q'
}
extlinux_default() {
  conf=$(read_root "$1/extlinux/extlinux.conf") || return 1
  label=$(printf '%s\n' "$conf" | sed -n 's/^DEFAULT[[:space:]]*//p' | tail -n 1)
  printf '%s\n' "$conf" | sed -n "/^LABEL $label\$/,/^\$/s/^[[:space:]]*APPEND .*init=\([^ ]*\)\/init.*/\1/p" | head -n 1
}
find_boot_default() {
  loader=systemd-boot
  for place in /boot /efi /boot/efi; do
    [ -d "$place" ] && boot_default=$(systemd_boot_default "$place") && [ -n "$boot_default" ] && return
  done
  loader=extlinux boot_default=$(extlinux_default /boot) && [ -n "$boot_default" ] && return
  loader=grub boot_default=$(grub_default /boot) && [ -n "$boot_default" ] && return
  loader='' boot_default=''
}

# What a process runs: a script rather than its interpreter.
program_of() {
  tr '\0' '\n' <"/proc/$1/cmdline" | {
    read -r word
    case $word in */bash | */sh | */dash | */perl* | */python*) read -r word ;; esac
    printf '%s\n' "$word"
  }
} 2>/dev/null
# A container of this host switches by itself; what we may not see may be ours.
here=$(readlink /proc/self/ns/pid)
is_here() { there=$(readlink "/proc/$1/ns/pid" 2>/dev/null); [ "${there:-$here}" = "$here" ]; }
# Processes of deploy-rs that activate, confirm or revoke the profile $1. Who only names it is not one of them.
engines() {
  [ -n "$1" ] || return 0
  # a rollback of ours (activate.sh), which is a shell of this name
  printf '%s\n' "cassie-activate:$1" | grep -zlxF -f /dev/stdin /proc/[0-9]*/cmdline 2>/dev/null | cut -d / -f 3
  # paths come by a pipe: as an argument of grep they would be found in grep itself
  printf '%s\n' "$1" "$1/activate-rs" "$1/deploy-rs-activate" | grep -zlxF -f /dev/stdin /proc/[0-9]*/cmdline 2>/dev/null | while IFS=/ read -r _ _ pid _; do
    case $(program_of "$pid") in */bin/activate | "$1"/*) ! is_here "$pid" || echo "$pid" ;; esac
  done
}
# Processes of any switch. An activation script goes on when the switch that started it has died.
switch_programs='/(nix|run)/.*/bin/switch-to-configuration|/nix/store/[^/]*-nixos-system-[^/]*/activate'
switchers() {
  grep -zlxE "$switch_programs" /proc/[0-9]*/cmdline 2>/dev/null | while IFS=/ read -r _ _ pid _; do
    ! program_of "$pid" | grep -qxE "$switch_programs" || ! is_here "$pid" || echo "$pid"
  done
}
# /proc/locks leaves out a lock whose first holder has ended; a process that inherited it still has the file open.
lock_holders() { find /proc/[0-9]*/fd -lname $switch_lock 2>/dev/null | cut -d / -f 3 | sort -u | while read -r pid; do ! is_here "$pid" || echo "$pid"; done; }
# A file as /proc/locks names it: numbers of files are used again on other disks.
lock_name() {
  stat -c '%d %i' "$1" | { read -r device file && printf '%02x:%02x:%s ' $((device >> 8 & 0xfff)) $((device & 0xff | device >> 12 & 0xfff00)) "$file"; }
}
# Read, never taken: while we held it, a switch that begins would end with "Could not acquire lock".
is_switching() {
  [ -z "$(switchers)" ] || return 0
  [ -e $switch_lock ] || return 1
  grep -q "FLOCK .* $(lock_name $switch_lock)" /proc/locks 2>/dev/null && return 0
  [ -n "$(lock_holders)" ]
}
