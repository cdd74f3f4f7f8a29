# shellcheck shell=sh disable=SC2154,SC2086,SC2015 # what is given, and system.sh and guard.sh, stand before this text
# Ends a switch that was verified: compares, disarms, and only then lets the new system boot. A cut in between leaves the new system live and the old one booting.
# Given: what was verified: machine, boot_id, want_system, want_profile, known_failed and ignored (units and patterns); commit (yes or no),
# rollback (yes or no), prune (NUMBER=PATH …), hold and release (profiles that must not, or may again, be deployed by themselves), owner.

commit() {
  trap '' PIPE HUP
  wait_for_earlier_try
  [ ! -e "$dir/record" ] || read_record
  why=$(differs)
  [ -z "$why" ] || { say "$mark differs" "$why"; return; }
  # an earlier try may have come so far, and only its answer was lost
  if [ ! -e "$dir/record" ]; then
    if [ "$commit" = no ] || is_default "$want_system"; then say "$mark committed" "$commit"; else say "$mark differs" 'its guard is gone'; fi
    return
  fi
  note_uncommitted
  is disarmed || disarm || return
  prune_generations
  if [ "$commit" = no ] || make_default; then
    [ "$commit" = no ] || rm -f $base/uncommitted
    remember_held
    say "$mark committed" "$commit"
    forget
    return
  fi
  say "$mark not-committed" "$code"
  tail -n 8 "$dir/log" | sed "s/^/$mark said /"
  [ "$rollback" = no ] || { become disarmed recorded; fire 900; }
}
# It may still be at work though its client is lost; a second switch-to-configuration beside it would fail.
wait_for_earlier_try() { [ ! -e "$dir/record" ] || is firing || { exec 8<"$dir/record" && flock 8; }; }
differs() {
  [ "$(cat /etc/machine-id)" = "$machine" ] || { echo 'another machine answers now'; return; }
  [ "$(cat /proc/sys/kernel/random/boot_id)" = "$boot_id" ] || { echo 'the host was rebooted'; return; }
  [ "$(realpath -m /run/current-system)" = "$want_system" ] || { echo "it runs $(realpath -m /run/current-system)"; return; }
  [ "$(realpath -m "$profile")" = "$want_profile" ] || { echo "its profile is on $(realpath -m "$profile")"; return; }
  ! is_switching || { echo 'somebody is switching it'; return; }
  for unit in $(systemctl list-units --state=failed --no-legend --plain --no-pager 2>/dev/null | cut -d ' ' -f 1); do
    is_ignored "$unit" || { echo "a unit failed: $unit"; return; }
  done
}
is_ignored() (
  set -f
  case " $known_failed " in *" $1 "*) return 0 ;; esac # a name with a backslash is no pattern
  for pattern in $ignored; do
    # shellcheck disable=SC2254 # it is a pattern
    case $1 in $pattern) return 0 ;; esac
  done
  return 1
)
make_default() {
  limited 600 "$want_system/bin/switch-to-configuration" boot
  find_boot_default
  [ "$boot_default" = "$want_system" ] || { [ -z "$boot_default" ] && [ "$code" = 0 ]; }
}
# only while a number still means what it meant
prune_generations() {
  for each in $prune; do
    number=${each%%=*} path=${each#*=}
    [ "$(realpath -m "$profile-$number-link")" != "$path" ] || limited 60 nix-env -p "$profile" --delete-generations "$number"
  done
}
# What somebody went back from must not come back with the next push. The newest twenty are kept.
remember_held() {
  [ -e $base/held ] || [ -n "$hold" ] || return 0
  { mkdir -p $base && kept_held >$base/held.new && mv $base/held.new $base/held; } 2>/dev/null || { rm -f $base/held.new; say "$mark not-remembered" "$hold"; }
  [ -s $base/held ] || rm -f $base/held
}
kept_held() {
  {
    [ ! -e $base/held ] || while read -r path rest; do case " $release $hold " in *" $path "*) ;; *) echo "$path $rest" ;; esac; done <$base/held
    for path in $hold; do echo "$path $(date +%s) $owner"; done
  } | tail -n 20
}
