# Helpers of the desktop test: a screen of its own, the program on it, keys and mouse, pictures, and what the sidecar
# holds. Nothing waits for a fixed time: `until_true` asks again until a deadline. Every function returns a status;
# steps chain them with `&&`, because `set -e` sleeps inside a step. `run` sets $scratch, $here, $pictures and $OBELUS.
# shellcheck shell=bash disable=SC2154

# --- waiting ---------------------------------------------------------------------------------------------------------

# until_true SECONDS WHAT COMMAND…: asks until COMMAND succeeds; says what it waited for when it never does, or at once
# when the program has ended.
until_true() {
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    if ((SECONDS >= deadline)); then
      say "waited in vain: $what"
      return 1
    fi
    if [[ -n $program_pid ]] && has_ended "$program_pid"; then
      # It may have ended between the question and here, and its end may be what is waited for.
      "$@" && return
      say "the program has ended; waited for: $what"
      return 1
    fi
    # Between two questions, not in place of one.
    sleep 0.05
  done
}

say() {
  printf '   %s\n' "$*" >&2
}

# --- processes, ended by their own number only -----------------------------------------------------------------------

screen_pid='' manager_pid='' program_pid=''

is_running() {
  [[ -n $1 ]] && kill -0 "$1" 2>/dev/null
}

has_ended() {
  ! is_running "$1"
}

# end_process PID: asks it to end, then makes it.
end_process() {
  local pid=$1
  [[ -n $pid ]] || return 0
  kill "$pid" 2>/dev/null || true
  until_true 5 "process $pid ends" has_ended "$pid" 2>/dev/null || kill -9 "$pid" 2>/dev/null || true
  wait "$pid" 2>/dev/null || true
}

end_all() {
  end_process "$program_pid"
  program_pid=''
  close_screen
}

# --- the screen ------------------------------------------------------------------------------------------------------

# open_screen WIDTHxHEIGHT: an X server on a free display, with a window manager, without which keys do not arrive. A
# display that was free a moment ago may be taken by now: then the next one is tried.
open_screen() {
  local try
  for try in 1 2 3; do
    try_screen "$1" && return 0
    say "screen $try does not come up"
    tail -n 5 "$scratch/openbox.log" >&2 || true
    close_screen
  done
  return 1
}

try_screen() {
  local pipe=$scratch/display
  rm -f "$pipe"
  mkfifo "$pipe" || return 1
  Xvfb -displayfd 3 -screen 0 "${1}x24" -nolisten tcp 3>"$pipe" >"$scratch/xvfb.log" 2>&1 &
  screen_pid=$!
  local number=''
  if ! read -r -t 30 number <"$pipe" || [[ -z $number ]]; then
    say "Xvfb does not start:"
    tail -n 5 "$scratch/xvfb.log" >&2
    return 1
  fi
  export DISPLAY=":$number"
  openbox --config-file "$here/openbox.xml" >"$scratch/openbox.log" 2>&1 &
  manager_pid=$!
  until_true 10 "the window manager is there" has_manager
}

has_manager() {
  xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id'
}

close_screen() {
  end_process "$manager_pid"
  end_process "$screen_pid"
  manager_pid='' screen_pid=''
}

# --- the program -----------------------------------------------------------------------------------------------------

window=''

# new_home [THEME]: settings of a person who has begun before, in a folder of their own.
new_home() {
  rm -rf "$OBELUS_HOME"
  mkdir -p "$OBELUS_HOME"
  cat >"$OBELUS_HOME/settings.ron" <<SETTINGS
// Obelus settings
#![enable(implicit_some)]
(
    format: 1,
    annotator: (
        id: "$ANNOTATOR",
        name: "Test Reader",
        key: "8c0f6f0e-3f4b-4a53-9f0c-0d5f3d1f7a10",
    ),
    theme: ${1:-Light},
    keep_no_copies: true,
    guided_done: true,
)
SETTINGS
}

# new_document NAME: a copy of the sample article in a folder of its own; its path is then in $document.
new_document() {
  local folder=$scratch/$1
  mkdir -p "$folder"
  cp "$ARTICLE" "$folder/" || return 1
  document=$folder/$(basename "$ARTICLE")
}

# start_program PATH [SCALE]: starts the window and waits until it is drawn and has the keyboard.
start_program() {
  env WINIT_X11_SCALE_FACTOR="${2:-1}" LIBGL_ALWAYS_SOFTWARE=1 "$OBELUS" "$1" >"$scratch/program.log" 2>&1 &
  program_pid=$!
  window=''
  until_true 30 "a window named \"$WINDOW_NAME\"" has_window || return 1
  timeout 20 xdotool windowactivate --sync "$window" 2>/dev/null || true
  until_true 20 "the window has the keyboard" has_keyboard &&
    until_true 30 "the article is drawn" is_drawn &&
    until_still
}

has_window() {
  window=$(xdotool search --onlyvisible --name "$WINDOW_NAME" 2>/dev/null | head -n 1)
  [[ -n $window ]]
}

has_keyboard() {
  [[ $(xdotool getactivewindow 2>/dev/null) == "$window" ]]
}

# A page with words has many shades; an empty window a handful.
is_drawn() {
  local shades
  shades=$(import -silent -window root png:- 2>/dev/null | convert - -format '%k' info: 2>/dev/null)
  ((${shades:-0} > 150))
}

# quit_program: Ctrl+Q, and the process must end by itself with status 0.
quit_program() {
  xdotool key --clearmodifiers ctrl+q
  until_true 20 "the program ends" has_ended "$program_pid" || return 1
  local status=0
  wait "$program_pid" || status=$?
  program_pid=''
  if ((status != 0)); then
    say "the program ended with status $status"
    tail -n 5 "$scratch/program.log" >&2
    return 1
  fi
}

# --- what is on the screen -------------------------------------------------------------------------------------------

screen_sum() {
  import -silent -window root rgba:- 2>/dev/null | cksum
}

last_sum=''

is_still() {
  local before=$last_sum
  last_sum=$(screen_sum)
  [[ $last_sum == "$before" ]]
}

# until_still: until two pictures in a row are the same; nothing in the window moves by itself.
until_still() {
  last_sum=''
  until_true 10 "the window comes to rest" is_still
}

differs_from() {
  [[ $(screen_sum) != "$1" ]]
}

# picture NAME: keeps what is on the screen.
picture() {
  import -silent -window root "$pictures/$1.png"
}

# --- keys and mouse --------------------------------------------------------------------------------------------------

# How many keys were pressed since the counter was set to 0; a key counts once, with what is held down beside it.
presses=0

# press KEY…: presses keys (xdotool's names), one after the other.
press() {
  xdotool key --clearmodifiers --delay "$KEY_DELAY" "$@" || return 1
  presses=$((presses + $#))
}

# press_seen KEY: presses a key that must show on the screen, and waits until it does.
press_seen() {
  local before
  before=$(screen_sum)
  press "$1" && until_true 10 "the key $1 shows" differs_from "$before" && until_still
}

# enter_text TEXT: types it; every letter is a key.
enter_text() {
  xdotool type --clearmodifiers --delay "$KEY_DELAY" -- "$1" || return 1
  presses=$((presses + ${#1}))
}

# drag X1 Y1 X2 Y2: with the left button, by way of the middle, as a hand does.
drag() {
  xdotool mousemove --sync "$1" "$2" mousedown 1 &&
    xdotool mousemove --sync $((($1 + $3) / 2)) $((($2 + $4) / 2)) &&
    xdotool mousemove --sync "$3" "$4" mouseup 1 &&
    until_still
}

# --- what the sidecar holds, by the program's own verbs --------------------------------------------------------------

claims_json() {
  "$OBELUS" claims "$document" --json 2>/dev/null
}

# count_of FIELD: how many claims have it. Fields that are not set are absent.
count_of() {
  { claims_json | grep -oE "\"$1\" ?:" || true; } | wc -l
}

# has_claims N
has_claims() {
  [[ $(count_of tag) -eq $1 ]]
}

# has_in_json TEXT: the claims say TEXT somewhere, with no white space behind a field's name or in a list's brackets.
has_in_json() {
  local json
  json=$(claims_json | tr -d '\n' | sed -E 's/": +/":/g; s/\[ +/[/g; s/ +\]/]/g; s/", +"/","/g')
  [[ $json == *"$1"* ]]
}

until_claims() {
  until_true 15 "$1 claims stand in the sidecar" has_claims "$1"
}

until_said() {
  until_true 15 "the sidecar says $1" has_in_json "$1"
}

# is_clean: `check` has nothing to say.
is_clean() {
  local rows status=0
  rows=$("$OBELUS" check "$(dirname "$document")" --json 2>&1) || status=$?
  if ((status != 0)) || [[ $(tr -d ' \n' <<<"$rows") != "[]" ]]; then
    say "check says ($status): $rows"
    return 1
  fi
}
