# Reads what this host shows and prints it between two marks, one "key value" a line. It changes nothing.
# Given before this text: mark, profile_path, profile_user, profile_name, watched (store path or empty), patience (seconds), deep (yes or no).

say() { printf '%s %s\n' "$1" "$2"; }
uptime_seconds() { read -r up _ </proc/uptime && printf %s "$(( ${up%%.*} ))"; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@" 2>/dev/null; fi; }
read_root() { if [ -r "$1" ]; then cat "$1"; else as_root cat "$1"; fi 2>/dev/null; }

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

# The system inside a profile: nixos-version is a plain file of the toplevel, reached through the profile's links.
toplevel_in() {
  inside=$(readlink -f "$1/nixos-version" 2>/dev/null) && [ -e "$inside" ] && printf %s "${inside%/nixos-version}"
}

# systemd-boot: the default line, else the newest entry, as systemd-boot sorts them.
systemd_boot_default() {
  conf=$(read_root "$1/loader/loader.conf") || return 1
  entry=$(printf '%s\n' "$conf" | sed -n 's/^default[[:space:]]*//p' | tail -n 1)
  entries=$(as_root ls "$1/loader/entries" 2>/dev/null) || return 1
  case $entry in
    '' | *[*?]* | @*) entry=$(printf '%s\n' "$entries" | grep '^nixos-generation-[0-9]*.*\.conf$' | sort -V | tail -n 1) ;;
    *.conf) ;;
    *) entry=$entry.conf ;;
  esac
  [ -n "$entry" ] && read_root "$1/loader/entries/$entry" | sed -n 's/^options .*init=\([^ ]*\)\/init.*/\1/p' | head -n 1
}
# GRUB: NixOS writes the generation that boots first as the first entry.
grub_default() { read_root "$1/grub/grub.cfg" | sed -n 's/^[[:space:]]*linux .*init=\([^ ]*\)\/init.*/\1/p' | head -n 1; }
extlinux_default() {
  conf=$(read_root "$1/extlinux/extlinux.conf") || return 1
  label=$(printf '%s\n' "$conf" | sed -n 's/^DEFAULT[[:space:]]*//p' | tail -n 1)
  printf '%s\n' "$conf" | sed -n "/^LABEL $label\$/,/^\$/s/^[[:space:]]*APPEND .*init=\([^ ]*\)\/init.*/\1/p" | head -n 1
}
boot_default() {
  for place in /boot /efi /boot/efi; do
    found=$(systemd_boot_default "$place") && [ -n "$found" ] && { say boot-loader systemd-boot; say boot-default "$found"; return; }
  done
  found=$(extlinux_default /boot) && [ -n "$found" ] && { say boot-loader extlinux; say boot-default "$found"; return; }
  found=$(grub_default /boot) && [ -n "$found" ] && { say boot-loader grub; say boot-default "$found"; return; }
}

engine_runs() { [ -n "$watched" ] && grep -zqxF -e "$watched" /proc/[0-9]*/cmdline 2>/dev/null; }
switch_runs() {
  grep -zqE '^/nix/store/[^/]*/bin/switch-to-configuration$' /proc/[0-9]*/cmdline 2>/dev/null && return 0
  lock=/run/nixos/switch-to-configuration.lock
  [ "$(id -u)" = 0 ] && [ -e $lock ] && ! flock -n $lock true
}
state_now() { printf '%s %s ' "$(readlink -f /run/current-system)" "$(readlink -f "$profile")"; boot_default; }

# Final: nothing that activates runs, and two looks a second apart show the same.
wait_until_final() {
  final=yes before=
  until_then=$(( $(uptime_seconds) + patience ))
  while :; do
    if engine_runs || switch_runs; then before=
    else
      now=$(state_now)
      [ "$now" = "$before" ] && return
      before=$now
    fi
    [ "$(uptime_seconds)" -lt $until_then ] || { final=no; return; }
    sleep 1
  done
}

failed_units() {
  command -v systemctl >/dev/null 2>&1 || return 0
  failed=$(systemctl list-units --state=failed --no-legend --plain --no-pager 2>/dev/null) || return 0
  say units known
  printf '%s\n' "$failed" | while read -r unit _; do [ -z "$unit" ] || say failed-unit "$unit"; done
}

# What a reboot would change and a switch can't: as NixOS' own autoUpgrade compares.
reboot_required() {
  for part in kernel initrd kernel-modules; do
    [ "$(readlink -f "/run/booted-system/$part")" = "$(readlink -f "/run/current-system/$part")" ] || { say reboot-required yes; return; }
  done
  say reboot-required no
}

generations() {
  set -- "$profile"-[0-9]*-link
  [ -L "$1" ] || return 0
  stat -c 'generation-date %Y %n' "$@"
  for link; do
    version=
    read -r version <"$link/nixos-version" || true # the file has no final newline
    kernel=
    for modules in "$link"/kernel-modules/lib/modules/*; do [ ! -d "$modules" ] || kernel=${modules##*/}; done
    specialisations=
    for special in "$link"/specialisation/*; do [ ! -e "$special" ] || specialisations="$specialisations ${special##*/}"; done
    say generation-path "$link $(readlink -f "$link") $(toplevel_in "$link")"
    say generation-version "$link $version"
    say generation-kernel "$link $kernel"
    say generation-specialisations "$link$specialisations"
  done 2>/dev/null
  for link; do printf '%s/sw/bin/nixos-version\n' "$link"; done |
    xargs grep -Ho '"configurationRevision":"[^"]*"' /dev/null 2>/dev/null | sed 's/^/generation-revision /'
}

look() {
  say uid "$(id -u)"
  say machine-id "$(cat /etc/machine-id 2>/dev/null)"
  say boot-id "$(cat /proc/sys/kernel/random/boot_id)"
  say host-name "$(cat /proc/sys/kernel/hostname)"
  say nixos "$([ -e /etc/NIXOS ] && echo yes || echo no)"
  say running "$(readlink -f /run/current-system)"
  say running-since "$(stat -c %.Z /run/current-system 2>/dev/null)"
  say booted "$(readlink -f /run/booted-system)"
  say profile-link "$profile"
  say profile "$(readlink -f "$profile")"
  say profile-generation "$(readlink "$profile")"
  say profile-toplevel "$(toplevel_in "$profile")"
  say profiles-since "$(stat -c %.Z "${profile%/*}" 2>/dev/null)"
  say busy "$(if engine_runs || switch_runs; then echo yes; else echo no; fi)"
  boot_default
  failed_units
  reboot_required
  [ -z "$watched" ] || say watched-toplevel "$(toplevel_in "$watched")"
  [ "$deep" = no ] || generations
}

find_profile
final=yes
[ "$patience" = 0 ] || wait_until_final
printf '\n%s begin\n' "$mark"
say final "$final"
look
printf '%s end\n' "$mark"
