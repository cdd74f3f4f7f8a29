# shellcheck shell=sh disable=SC2154,SC2086,SC2015 # what is given, and system.sh and guard.sh, stand before this text
# Freezes and unfreezes a host, and ends whoever holds its deploy lock. Given: owner and frozen (lines of key=value), limit (seconds for a way back).

freeze() {
  mkdir -p $base && printf '%s\n' "$owner" "$frozen" "since=$(date +%s)" complete=yes >$base/frozen.new && grep -q '^complete=yes$' $base/frozen.new &&
    mv $base/frozen.new $base/frozen && say "$mark did" frozen || say "$mark cannot" "$base can't be written to"
}
unfreeze() { if [ -e $base/frozen ]; then rm -f $base/frozen && say "$mark did" unfrozen; else say "$mark did" 'was not frozen'; fi; }
# The session that holds the lock is ended; what it was switching goes back, because nobody is left to verify it.
break_lock() {
  holder=$(sed -n 's/^pid=//p' $base/lock 2>/dev/null)
  if [ "$(readlink "/proc/${holder:-none}/fd/9")" = $base/lock ]; then
    sed "s/^/$mark holder /" $base/lock
    for each in $(tree "$holder"); do kill -KILL "$each"; done
    say "$mark did" 'ended the session that held the deploy lock'
  else say "$mark did" 'nobody held the deploy lock'; fi
  ! read -r current 2>/dev/null <$base/guard/current || {
    use "$current"
    case $(state) in armed | firing) say "$mark way-back" ordered; fire "$limit" ;; esac
  }
}
