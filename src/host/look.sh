# shellcheck shell=sh disable=SC2154,SC2086,SC2015 # what is given, and system.sh, stand before this text
# Reads what this host shows and prints it between two marks, one "key value" a line. It changes nothing.
# Given before this text: mark, profile_path, profile_user, profile_name, watched (store path or empty),
# patience (seconds; 0: look at once), handed (yes: a glance comes on standard input).
# Few programs are started: a host may be slow, and a reader waits.

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

# An engine of ours, a switch of anybody, or a guard on its way back.
moves() {
  ! read -r line 2>/dev/null <$base/guard/current || [ ! -e "$base/guard/$line/state.firing" ] || return 0
  [ -n "$watched" ] && printf '%s\n' "$watched" "cassie-activate:$watched" | grep -zqxF -f /dev/stdin /proc/[0-9]*/cmdline 2>/dev/null && return 0
  is_switching
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
  find_boot_default
  say boot-loader "$loader"
  say boot-default "$boot_default"
  failed_units
  generations
  own_state
}

# What cassie-deploy itself left here: the guard with its state, a freeze, what was rolled back from.
own_state() {
  if read -r line 2>/dev/null <$base/guard/current; then
    use "$line"
    up
    read -r due 2>/dev/null <"$dir/deadline"
    case $due in '' | *[!0-9]*) due=$now ;; esac
    say guard "$id $(state) $(if is_alive; then echo alive; else echo dead; fi) $((due - now))$([ ! -e "$dir/degraded" ] || echo ' degraded')"
  fi
  [ ! -s $base/lock ] || ! is_locked || sed 's/^/lock /' $base/lock
  [ ! -r $base/frozen ] || is_thawed || sed 's/^/frozen /' $base/frozen
  [ ! -r $base/uncommitted ] || sed 's/^/uncommitted /' $base/uncommitted
  [ ! -r $base/held ] || sed 's/^/held /' $base/held
}

# Trying the lock would turn away who takes it just now. In a container /proc/locks leaves it out, as it was the program flock that took it.
is_locked() {
  holder=$(sed -n 's/^pid=//p' $base/lock)
  grep -q "FLOCK .* $(lock_name $base/lock)" /proc/locks || [ "$(readlink "/proc/${holder:-none}/fd/9")" = $base/lock ]
} 2>/dev/null
# By the host's own clock, and whole: a freeze that was torn by a power cut still freezes.
is_thawed() { thaws=$(sed -n 's/^until=//p' $base/frozen) && [ -n "$thaws" ] && [ "$thaws" -le "$(date +%s)" ]; } 2>/dev/null

# What a caller wants to be done as soon as the host is final; nothing, unless it says so.
once_final() { :; }

answer() {
  find_profile
  final=yes
  [ "$patience" = 0 ] || wait_until_final
  once_final
  printf '\n%s begin\n' "$mark"
  say final "$final"
  look
  printf '%s end\n' "$mark"
}
glance() {
  find_profile
  moves || { see_state; now_hundredths; printf '\n%s glance %s %s\n' "$mark" "$hundredths" "$state"; }
}
