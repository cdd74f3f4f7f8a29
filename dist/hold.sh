# shellcheck shell=sh disable=SC2154,SC2086,SC2015 # what is given, and system.sh, guard.sh and look.sh, stand before this text
# A session that holds the deploy lock: one deploy at a time. The lock is gone with the session, however it ends; a client that is lost is let go after a minute.
# Given: mark, owner (lines), wait (seconds), and what look and arm are given. Reads orders of one letter each, and says `MARK done` after each.

hold() {
  trap '' PIPE HUP
  take_lock || return
  answer_orders
  : >$base/lock
}
take_lock() {
  { mkdir -p $base && true >>$base/lock; } 2>/dev/null || { say "$mark cannot-hold" "$base can't be written to"; return 1; }
  exec 9>>$base/lock
  flock -w "$wait" 9
  case $? in
    0) ;;
    1) sed "s/^/$mark busy /" $base/lock; say "$mark busy" ''; return 1 ;;
    *) say "$mark cannot-hold" 'flock does not work'; return 1 ;;
  esac
  printf '%s\n' "$owner" "since=$(date +%s)" "pid=$$" >$base/lock
}
answer_orders() {
  find_profile
  say "$mark held" ''
  while :; do
    case $(timeout "${silence:-60}" head -c 1 9>&-) in
      .) continue ;; # our client lives
      l) name_others; can_be_tested; answer ;;
      a) arm ;;
      c) forget_canaries ;;
      d) use "$guard" && take_back ;; # a look may have gone to the guard of another
      f) (read -r current <$base/guard/current && use "$current" && fire 900) ;; # what it reads of that guard is not ours
      g) use "$guard" && stands ;;
      *) return ;;
    esac
    say "$mark done" ''
  done
}
# The last question before something is switched: does what was armed still stand? It begins its time anew.
stands() { is recorded || { is armed && is_alive && set_deadline "$seconds"; } && say "$mark stands" "$id"; }
# Who else may switch this host: NixOS's own upgrade, at work or within ten minutes.
name_others() {
  case $(systemctl show --property=ActiveState --value nixos-upgrade.service 2>/dev/null) in
    active | activating) say "$mark other" 'nixos-upgrade.service is at work' ;;
  esac
  due=$(systemctl show --property=NextElapseUSecRealtime --value nixos-upgrade.timer 2>/dev/null)
  [ -z "$due" ] || [ $(($(date -d "$due" +%s 2>/dev/null || echo 9999999999) - $(date +%s))) -gt 600 ] || say "$mark other" "nixos-upgrade.timer is due at $due"
  for pid in $(lock_holders); do say "$mark other" "$(tr '\0' ' ' <"/proc/$pid/cmdline") (process $pid) holds the lock of a switch"; done
}
# Whether the profile to come can run without being the boot default: its deploy-rs-activate must read TEST, and its activate-rs must know --test.
can_be_tested() { grep -qw TEST "$watched/deploy-rs-activate" 2>/dev/null && "$watched/activate-rs" activate --help 2>/dev/null | grep -q -e --test && say "$mark testable" yes; }
