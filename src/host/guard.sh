# shellcheck shell=sh disable=SC2154,SC2086,SC2015 # what is given, and system.sh, stand before this text
# The guard of a switch: a process on the host that puts the recorded system back unless it is disarmed in time. docs/safety.md tells why each step is there.
#
# guard/ID/ holds record, program, deadline (seconds since boot), pid, log, and one file whose name is the state:
#   armed → disarmed | firing → back | superseded | stuck          recorded: a record that nobody watches (guard: off, boot: true)
# Only rename(2) moves the state on, so of two who try exactly one wins. guard/current names the guard of now.

roots=/nix/var/nix/gcroots
cut=no switched=no boot_written=no
umask 022

become() { mv -T "$dir/state.$1" "$dir/state.$2" 2>/dev/null; }
log() { up && echo "$now $*" >>"$dir/log"; } 2>/dev/null
recall() { sed -n "s/^$1=//p" "$dir/record"; }
read_record() {
  system=$(recall system) profile=$(recall profile) generation=$(recall generation) recorded_profile=$(recall profile-path) boot=$(recall boot)
  new=$(recall new) new_system=$(recall new-system) engine_systems=$(recall engine-systems) live=$(recall live) temp=$(recall temp)
  PATH=${system:+$system/sw/bin:}$PATH # the programs of the system that came may be broken
} 2>/dev/null
# $1 seconds from now
set_deadline() { up && echo $((now + $1)) >"$dir/deadline.new" && [ -s "$dir/deadline.new" ] && mv "$dir/deadline.new" "$dir/deadline"; } 2>/dev/null

# ---- arm: nothing that runs or boots is changed by it. What it can't do it says, and takes away what it made.

# Given: guard (its id), program (system.sh and this text), seconds, watch (yes or no), live (no: only the next boot is changed), make_room, temp (deploy-rs's folder, or empty), profile, new (the profile to come).
arm() {
  forget_ended
  use "$guard"
  mkdir -p $base/guard 2>/dev/null || { say "$mark cannot-arm" "$base can't be made"; return 1; }
  system=$(realpath /run/current-system) recorded_profile=$(realpath -m "$profile") new_system=$(system_of "$new")
  [ -e "$profile" ] || recorded_profile=$system # a host without a generation
  find_boot_default
  [ -x "$system/bin/switch-to-configuration" ] || { cannot_arm 'the running system has no switch-to-configuration'; return; }
  { mkdir "$dir" && write_record && place_program && set_deadline "$seconds" && begin_state; } 2>/dev/null || { cannot_arm "there is no room in $base"; return; }
  keep "$system" '' && keep "$recorded_profile" -profile && keep "${boot_default:-$system}" -boot || { cannot_arm "no root for the garbage collector could be made in $roots"; return; }
  ln "$dir/id" $base/guard/current 2>/dev/null || { cannot_arm "the guard $(cat $base/guard/current) stands"; return; }
  # after a power cut the next run must find all of it
  sync "$dir"/* "$dir" $base/guard 2>/dev/null || { cannot_arm "$base can't be written to the disk"; return; }
  [ "$watch" = no ] || start_watch || return
  make_room_for_rollback || { become armed disarmed; cannot_arm 'the running system could not be set as a generation anew, and deploy-rs would delete one that is needed'; return; }
  say "$mark armed" "$id"
}
cannot_arm() { forget; say "$mark cannot-arm" "$1"; return 1; }
write_record() {
  printf '%s\n' "system=$system" "profile=$profile" "generation=$(readlink "$profile")" "profile-path=$recorded_profile" "boot=$boot_default" \
    "new=$new" "new-system=$new_system" "engine-systems=$(engine_systems)" "live=$live" "temp=$temp" complete=yes >"$dir/record"
  [ "$(recall complete)" = yes ]
}
begin_state() { echo "$id" >"$dir/id" && if [ "$watch" = no ]; then true >"$dir/state.recorded"; else true >"$dir/state.armed"; fi; }
place_program() { printf '%s\n' "$program" >"$dir/program" && [ "$(cat "$dir/program")" = "$program" ]; }
keep() { ln -sfn "$1" "$roots/cassie-guard-$id$2" 2>/dev/null; }
generation_links() { printf '%s\n' "$profile"-[0-9]*-link | sort -V; }
# Where deploy-rs's own rollback can land: the newest generation before its own, or by mistake the one before that.
engine_systems() { generation_links | tail -n 2 | while read -r link; do system_of "$link"; done | tr '\n' ' '; }
# A unit of systemd's own outlives our session and the switch. It starts with what the old system has, whatever becomes of the new one.
start_watch() {
  systemd-run --quiet --collect --unit="cassie-guard-$id" --service-type=exec --description='puts the old system back unless it is disarmed in time' \
    -p Restart=on-failure -p RestartSec=100ms -p StartLimitIntervalSec=60 -p StartLimitBurst=100 -p KillMode=mixed -p TimeoutStopSec=5s -p DefaultDependencies=no -p IgnoreOnIsolate=yes -p OOMScoreAdjust=-900 \
    -E "PATH=$system/sw/bin:$PATH" -E "HOME=$dir" "$system/sw/bin/sh" "$dir/program" run "$id" >"$dir/start" 2>&1 9>&- || { cannot_arm "systemd-run: $(tail -n 1 "$dir/start")"; return; }
  for _ in $(seq 200); do [ ! -e "$dir/ready" ] || return 0; sleep 0.05; done
  become armed disarmed # so that it ends by itself, should it come late
  systemctl stop --no-block "cassie-guard-$id" >/dev/null 2>&1
  cannot_arm 'the guard did not report that it is ready'
}
# deploy-rs goes back one generation and deletes the newest: it must find the running system there, and delete none but its own.
make_room_for_rollback() {
  newest=$(generation_links | tail -n 1) step=$recorded_profile
  [ "$make_room" = yes ] && [ -L "$newest" ] || return 0
  [ "$(system_of "$newest")" != "$system" ] || [ "$(realpath "$newest")" = "$new" ] || return 0
  [ "$(system_of "$step")" = "$system" ] || step=$(generation_links | while read -r link; do [ "$(system_of "$link")" != "$system" ] || realpath "$link"; done | tail -n 1)
  [ "${step:=$system}" = "$new" ] || { limited 60 nix-env -p "$profile" --set "$step" && set_anew=yes && say "$mark set-anew" "$step"; }
}
# A canary that an earlier try left would make deploy-rs confirm what nobody has confirmed. Only while nobody activates.
forget_canaries() {
  name=${new##*/} name=${name%%-*}
  [ -z "$temp" ] || rm -f "$temp/deploy-rs-canary-$name" "$temp/deploy-rs-cancel-$name"
}
forget() {
  drop_roots
  [ "$(cat $base/guard/current 2>/dev/null)" != "$id" ] || rm -f $base/guard/current
  rm -rf "$dir"
  rmdir $base/guard 2>/dev/null
}
drop_roots() { rm -f "$roots/cassie-guard-$id" "$roots/cassie-guard-$id-profile" "$roots/cassie-guard-$id-boot"; }
# What an ended guard told stays until the next one; so does what a power cut left of an arming.
forget_ended() {
  current=
  read -r current 2>/dev/null <$base/guard/current || rm -f $base/guard/current
  for each in "$base"/guard/*/; do
    use "$(basename "$each")"
    if is armed || is firing; then ! { [ "$id" = "$current" ] || is_alive; } || continue; fi
    [ ! -d "$dir" ] || forget
  done
  [ -d "$base/guard/${current:-.}" ] || rm -f $base/guard/current
}

# ---- run: the watch itself

run() {
  use "$1" && read_record
  trap '' HUP PIPE INT
  trap 'is_needed || exit 0' TERM # the signal wakes it
  ! is firing || cut=yes # it was killed at work
  echo $$ 2>/dev/null >"$dir/pid"
  # while it is being armed all must be well; later it does what it can
  [ -e "$dir/ready" ] || { [ -s "$dir/pid" ] && timeout 8 nix-env -p "$profile" --list-generations >/dev/null && true >"$dir/ready"; } 2>/dev/null || exit 1
  log "watches over $system"
  while is armed && ! is_due; do sleep 1 & wait $!; done
  ! become armed firing || log 'was not disarmed in time'
  ! is firing || put_back
}
# Nobody ends a guard that is needed; but a host that goes down boots the old system by itself.
is_needed() { { is armed || is firing; } && ! grep -q shutdown /proc/1/cmdline; }
is_due() {
  read -r line 2>/dev/null <"$dir/deadline"
  case $line in '' | *[!0-9]*) ;; *) due=$line ;; esac
  up && [ "$now" -ge "${due:-0}" ]
}

# ---- put back: nobody may move the host under us; then what runs, then what boots, again and again until all of it is as recorded

put_back() {
  trap '' HUP PIPE
  exec 8<"$dir/record"
  flock -n 8 || { flock -w 900 8; cut=yes; } # the guard and a session must not do it at once
  is firing || return
  [ -n "$system" ] || { log 'the record is not whole'; become firing stuck; return; }
  for try in $(seq "${tries:-60}"); do
    is firing || return # a person has taken its folder away
    running=$(realpath -m /run/current-system)
    is_ours || { log "somebody switched to $running, which is left alone"; drop_roots; become firing superseded; return; }
    [ "$running" = "$system" ] || switched=no
    wait_for_a_person
    running=$(realpath -m /run/current-system)
    is_ours || continue
    stop_others
    [ "$cut" = no ] && is_settled && break
    log "try $try: from $running back to $system"
    restore_profile
    [ "$live" = no ] || [ $switched = yes ] || restore_running
    restore_boot
    cut=no
    ! is_settled || break
    ! is_live || log 'live only: the boot default is not back yet'
    sleep $((try < 30 ? try : 30)) 8<&-
  done
  if is_back; then log back; drop_roots; forget_canaries; rm -f $base/uncommitted; become firing back; else log 'gives up'; become firing stuck; fi
}
# What deploy-rs or we could have left running, or nothing that is a system; anything else is somebody's repair.
is_ours() { case " $system $new_system $engine_systems " in *" $running "*) ;; *) [ ! -e "$running/bin/switch-to-configuration" ] ;; esac; }
is_settled() { is_back && sleep 1 && is_back; }
is_live() { [ "$(realpath -m /run/current-system)" = "$system" ] && [ "$(realpath -m "$profile")" = "$recorded_profile" ]; }
# A boot default that can't be read decides nothing.
is_default() { find_boot_default; [ "${boot_default:-$1}" = "$1" ]; }
is_back() { is_live && is_default "${boot:-$system}" && ! is_switching && [ -z "$(engines "$new")" ]; }
# deploy-rs first: its own rollback would delete a generation. A switch gets ten seconds to end by itself. What was cut off is switched anew.
stop_others() {
  for pid in $(engines "$new"); do end "$pid"; done
  for _ in $(seq 10); do is_switching || return 0; sleep 1; done
  for pid in $(lock_holders) $(switchers); do for each in $(tree "$pid"); do end "$each"; done; done
}
end() { log "ends $1: $(tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null)"; kill -KILL "$1" 2>/dev/null; cut=yes switched=no; }
# a process and all that it started: an activation script would go on without its parent
tree() { echo "$1"; children "$1" | while read -r child; do tree "$child"; done; }
children() { grep -lx "PPid:[[:space:]]*$1" /proc/[0-9]*/status 2>/dev/null | cut -d / -f 3; }
restore_profile() {
  [ "$(realpath -m "$profile")" != "$recorded_profile" ] || return 0
  number=${generation##*/} number=${number%-link} number=${number##*-}
  # a number is used again after a rollback: only while its link is still what it was
  [ "$(realpath -m "${profile%/*}/${generation:-none}")" != "$recorded_profile" ] || ! limited 60 nix-env -p "$profile" --switch-generation "$number" || return 0
  limited 60 nix-env -p "$profile" --set "$recorded_profile" ||
    { ln -sfn "$recorded_profile" "$profile.cassie" && mv -T "$profile.cassie" "$profile"; } 2>/dev/null || rm -f "$profile.cassie"
}
restore_running() {
  verb=switch
  [ "${boot:-$system}" = "$system" ] || verb='test'
  limited 300 "$system/bin/switch-to-configuration" $verb
  # a broken boot loader must not keep the old system from running
  case $verb$code in switch0 | switch4 | test*) ;; *) limited 300 "$system/bin/switch-to-configuration" test ;; esac
  case $code in 0 | 4) switched=yes ;; esac
  case $verb$code in switch0 | switch4) boot_written=yes ;; esac
  if [ "$code" = 0 ]; then rm -f "$dir/degraded"; else echo "$code" >"$dir/degraded"; fi 2>/dev/null
}
# One that can't be read is written once.
restore_boot() {
  find_boot_default
  [ "$boot_default" != "${boot:-$system}" ] && [ "$boot_default$boot_written" != yes ] || return 0
  limited 300 "${boot:-$system}/bin/switch-to-configuration" boot && boot_written=yes
}
# Somebody's own switch, to a system that neither deploy-rs nor we bring, gets five minutes to end.
wait_for_a_person() {
  person=$(persons_system)
  [ -z "$person" ] || log "somebody switches to $person, and is waited for"
  for _ in $(seq 300); do [ -n "$(persons_system)" ] || return 0; sleep 1; done
}
persons_system() {
  for pid in $(switchers); do
    program=$(program_of "$pid") program=${program%/bin/switch-to-configuration}
    its=$(system_of "${program%/activate}")
    case " $system $new_system $boot $engine_systems " in *" ${its:-$system} "*) ;; *) echo "$its"; return ;; esac
  done
}
# What a system has against a switch (NIXOS_NO_CHECK) must not refuse the way back, and a full disk must not stop it by its own words.
limited() {
  limit=$1 out=/dev/null
  shift
  ! head -c 65536 /dev/zero >"$dir/room" 2>/dev/null || out=$dir/log
  rm -f "$dir/room"
  NIXOS_NO_CHECK=1 timeout -k 10 "$limit" "$@" </dev/null >>"$out" 2>&1 8<&- 9>&-
  code=$?
  log "$* ended with $code"
  return $code
}

# ---- what we ask of a guard in a session

# Until its commit a system that runs is not one that is to boot, also where the boot default can't be read. With the units that had failed before it.
note_uncommitted() { echo "$(realpath -m "$profile") $known_failed" >$base/uncommitted; } 2>/dev/null

# Nothing moves any more. As recorded: there is nothing left to guard. Else the guard gets time for the verification.
after_switch() {
  [ -e "$dir/record" ] || { say_end; return; }
  read_record
  if is_back && { is back || disarm; }; then
    say "$mark guard" "back$(degraded)"
    forget_canaries
    forget
    return
  fi
  ! is armed || { [ "$keep_default" = no ] || restore_boot; set_deadline "$seconds"; }
  say_end
}
# Puts back now: by the guard, or where that has died (a power cut) by this session itself. Waits at most $1 seconds for the end, and says it.
fire() {
  read_record
  become armed firing || become recorded firing || cut=yes # who began it may have been cut off
  ! is firing || ! is_alive || kill "$pid"
  for _ in $(seq "$1"); do
    is firing || break
    if is_alive; then sleep 1; else put_back; fi
  done
  say_end
  ! is back || forget
}
# Nothing has been switched: what was armed is taken back.
take_back() { disarm && { read_record; [ "${set_anew:-no}" = no ] || restore_profile; forget; }; }
say_end() { say "$mark guard" "$(state | grep . || echo gone)$(degraded)"; }
degraded() { [ ! -e "$dir/degraded" ] || echo ' degraded'; }
disarm() {
  is recorded || is_alive || say "$mark guard-was-dead" "$id"
  become armed disarmed || become recorded disarmed || { say_end; return 1; }
  sync "$dir" 2>/dev/null # a power cut must not bring it back
  ! is_alive || kill "$pid"
  for _ in $(seq 40); do is_alive || break; sleep 0.05; done
}

[ "${1:-}" != run ] || { run "$2"; exit; }
