# shellcheck shell=sh disable=SC2154,SC2086,SC2015 # what is given, and system.sh and guard.sh, stand before this text
# Goes to a system that is on the host already, without deploy-rs: profile first, because systemd-boot lists generations only. Goes on when our client is lost.
# Its shell has a name by which looks and the guard know it as they know deploy-rs (look.sh, moves; system.sh, engines).
# Given: number (of a generation, or empty), path (the profile to be), want_system, verb (test or boot), seconds (that the activation may take).

activate() {
  trap '' PIPE HUP
  find_profile
  dir=$(mktemp -d) || return
  set_profile && limited "$seconds" "$want_system/bin/switch-to-configuration" "$verb"
  say "$mark ended" "$code"
  # without our own lines about what went well, and without the time since boot before the others
  [ ! -e "$dir/log" ] || tail -n 40 "$dir/log" | sed -e '/^[0-9]* .* ended with 0$/d' -e 's/^[0-9]* \(.* ended with [0-9]*\)$/\1/' -e "s/^/$mark line /"
  rm -rf "$dir"
}
set_profile() {
  code=0
  [ "$(realpath -m "$profile")" != "$path" ] || return 0
  # a number is used again after a rollback: only while it still leads to its path
  [ -z "$number" ] || [ "$(realpath -m "$profile-$number-link")" != "$path" ] || { limited 60 nix-env -p "$profile" --switch-generation "$number"; return; }
  limited 60 nix-env -p "$profile" --set "$path"
}
