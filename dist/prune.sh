# shellcheck shell=sh disable=SC2154,SC2086,SC2015 # what is given, and system.sh, look.sh, guard.sh, commit.sh and hold.sh, stand before this text
# Deletes generations under the deploy lock, and has the boot menu written anew: entries of what is gone would not boot.
# Given: owner and wait (for the lock), prune (NUMBER=PATH …), and what was seen when they were chosen: boot_id, want_running, want_profile, want_default.

prune() {
  trap '' PIPE HUP
  take_lock || return
  find_profile
  find_boot_default
  why=$(why_not)
  if [ -z "$why" ]; then delete_and_tell; else say "$mark differs" "$why"; fi
  : >$base/lock
  exec 9>&-
}
# what was chosen may be needed by now
why_not() {
  [ "$(cat /proc/sys/kernel/random/boot_id)" = "$boot_id" ] || { echo 'the host was rebooted'; return; }
  [ "$(realpath -m /run/current-system)" = "$want_running" ] && [ "$(realpath -m "$profile")" = "$want_profile" ] && [ "$boot_default" = "$want_default" ] ||
    { echo 'somebody switched it'; return; }
  ! is_switching || { echo 'somebody is switching it'; return; }
  ! read -r current 2>/dev/null <$base/guard/current || { use "$current"; case $(state) in armed | firing) echo 'a run was cut off in its switch; deploy first' ;; esac; }
}
delete_and_tell() {
  dir=$(mktemp -d) || return
  prune_generations
  [ -z "$want_default" ] || limited 600 "$want_default/bin/switch-to-configuration" boot
  find_boot_default
  if [ -z "$want_default" ]; then say "$mark menu" 'not known'; elif [ "$code$boot_default" = "0$want_default" ]; then say "$mark menu" written; else say "$mark menu" failed; tail -n 8 "$dir/log" 2>/dev/null | sed "s/^/$mark line /"; fi
  rm -rf "$dir"
}
