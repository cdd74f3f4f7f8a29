# shellcheck shell=sh disable=SC2154 # what is given stands before this text
# Reads what this host shows and prints it between two marks, one "key value" a line. It changes nothing.
# Given before this text: ask (look or glance), mark, profile_path, profile_user, profile_name, watched (store path or empty),
# patience (seconds; 0: look at once), handed (yes: a glance comes on standard input).
# Few programs are started: a host may be slow, and a reader waits.

say() { printf '%s %s\n' "$1" "$2"; }
read_line() { line=; [ ! -r "$1" ] || read -r line <"$1" || true; } # a file may lack its final newline
as_root() { if [ "$uid" = 0 ]; then "$@"; else sudo -n "$@" 2>/dev/null; fi; }
read_root() { if [ -r "$1" ]; then cat "$1"; else as_root cat "$1"; fi 2>/dev/null; }
# hundredths of a second since boot: a clock that nobody sets
now_hundredths() { read -r up _ </proc/uptime && hundredths=${up%.*}${up#*.}; }

# Where deploy-rs keeps the profile: its own rules (activate.rs, get_profile_path).
find_profile() {
  if [ -n "$profile_path" ]; then profile=$profile_path
  elif [ "$profile_user" = root ] && [ "$profile_name" = system ]; then profile=/nix/var/nix/profiles/system
  elif [ "$profile_user" = root ] || [ -d "/nix/var/nix/profiles/per-user/$profile_user" ]; then profile=/nix/var/nix/profiles/per-user/$profile_user/$profile_name
  else
    home=$(getent passwd "$profile_user" | cut -d : -f 6)
    profile=${XDG_STATE_HOME:-$home/.local/state}/nix/profiles/$profile_name
  fi
}

# What `bootctl set-oneshot` or `set-default`, or a person at the boot menu, left in the firmware wins over loader.conf: UTF-16 behind four bytes.
efi_entry() {
  entry=
  for name in LoaderEntryOneShot LoaderEntryDefault; do
    variable=/sys/firmware/efi/efivars/$name-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f
    [ -n "$entry" ] || [ ! -r "$variable" ] || entry=$(tail -c +5 "$variable" | tr -d '\000')
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

moves() {
  # the path comes by a pipe: as an argument of grep it would be found in grep itself
  [ -n "$watched" ] && printf '%s\n' "$watched" | grep -zqxF -f /dev/stdin /proc/[0-9]*/cmdline 2>/dev/null && return 0
  grep -zqE '^/nix/store/[^/]*/bin/switch-to-configuration$' /proc/[0-9]*/cmdline 2>/dev/null && return 0
  lock=/run/nixos/switch-to-configuration.lock
  # read, never taken: while we held it, a switch that begins would end with "Could not acquire lock"
  [ -e $lock ] || return 1
  grep -q "FLOCK .*:$(stat -c %i $lock) " /proc/locks 2>/dev/null && return 0
  # /proc/locks leaves out a lock whose first holder has ended; a process that inherited it still has the file open
  find /proc/[0-9]*/fd -lname $lock 2>/dev/null | grep -q .
}
see_state() { find_boot_default; state="$(realpath -m /run/current-system "$profile" | tr '\n' ' ')$boot_default"; }

# Final: nothing that activates runs, and two looks a second apart show the same. The first of them may have been a glance.
wait_until_final() {
  state_before='' since=0
  [ "$handed" = no ] || { read -r since state_before && [ -n "$since" ]; } || since=0
  now_hundredths
  deadline=$((hundredths + patience * 100))
  while :; do
    if moves; then state_before=''
    else
      see_state
      now_hundredths
      if [ "$state" != "$state_before" ]; then state_before=$state since=$hundredths
      elif [ $((hundredths - since)) -ge 100 ]; then return
      fi
    fi
    now_hundredths
    [ "$hundredths" -lt "$deadline" ] || { final=no; return; }
    sleep 0.2 2>/dev/null || sleep 1
  done
}

failed_units() {
  command -v systemctl >/dev/null 2>&1 || return 0
  failed=$(systemctl list-units --state=failed --no-legend --plain --no-pager 2>/dev/null) || return 0
  say units known
  printf '%s\n' "$failed" | while read -r unit _; do [ -z "$unit" ] || say failed-unit "$unit"; done
}

# Where links lead, one line each and always as many as there are links.
paths() {
  toplevel=/run/current-system booted=/run/booted-system
  set -- running $toplevel booted $booted profile "$profile"
  [ ! -e "$profile/nixos-version" ] || set -- "$@" profile-version "$profile/nixos-version"
  [ ! -e "$watched/nixos-version" ] || set -- "$@" watched-version "$watched/nixos-version"
  # what a reboot would change and a switch can't: as NixOS' own autoUpgrade compares
  for part in kernel initrd kernel-modules; do set -- "$@" booted-part $booted/$part running-part $toplevel/$part; done
  for word; do case $word in /*) set -- "$@" "$word" ;; *) say path-key "$word" ;; esac; shift; done
  realpath -m -- "$@" | sed 's/^/path /'
}

# Of the running system itself: it need not be in any generation.
running_release() {
  read_line /run/current-system/nixos-version
  say running-version "$line"
  for modules in /run/current-system/kernel-modules/lib/modules/*; do [ ! -d "$modules" ] || say running-kernel "${modules##*/}"; done
  say running-revision "$(sed -n 's/.*"configurationRevision":"\([^"]*\)".*/\1/p;T;q' /run/current-system/sw/bin/nixos-version 2>/dev/null)"
}

generations() {
  set -- "$profile"-[0-9]*-link
  [ -L "$1" ] || return 0
  stat -c 'generation-date %Y %n' "$@"
  for link; do
    read_line "$link/nixos-version"
    say generation-version "$link $line"
    kernel=
    for modules in "$link"/kernel-modules/lib/modules/*; do [ ! -d "$modules" ] || kernel=${modules##*/}; done
    say generation-kernel "$link $kernel"
    specialisations=
    for special in "$link"/specialisation/*; do [ ! -e "$special" ] || specialisations="$specialisations ${special##*/}"; done
    say generation-specialisations "$link$specialisations"
  done
  realpath -m -- "$@" | sed 's/^/generation-path /'
  for link; do if [ -e "$link/nixos-version" ]; then echo "$link/nixos-version"; else echo /; fi; done | xargs realpath -m -- | sed 's/^/generation-system /'
  for link; do printf '%s/sw/bin/nixos-version\n' "$link"; done |
    xargs grep -Ho '"configurationRevision":"[^"]*"' /dev/null 2>/dev/null | sed 's/^/generation-revision /'
}

look() {
  say uid "$uid"
  read_line /etc/machine-id; say machine-id "$line"
  read_line /proc/sys/kernel/random/boot_id; say boot-id "$line"
  read_line /proc/sys/kernel/hostname; say host-name "$line"
  [ -e /etc/NIXOS ] && say nixos yes
  stat -c 'set-at %.Z %n' /run/current-system "${profile%/*}" 2>/dev/null
  say profile-link "$profile"
  say profile-generation "$(readlink "$profile")"
  paths
  running_release
  moves && say busy yes
  [ "$patience" != 0 ] || find_boot_default
  say boot-loader "$loader"
  say boot-default "$boot_default"
  failed_units
  generations
}

uid=$(id -u)
find_profile
if [ "$ask" = glance ]; then
  moves || { see_state; now_hundredths; printf '\n%s glance %s %s\n' "$mark" "$hundredths" "$state"; }
  exit
fi
final=yes
[ "$patience" = 0 ] || wait_until_final
printf '\n%s begin\n' "$mark"
say final "$final"
look
printf '%s end\n' "$mark"
