#!/bin/sh
# Main: sends what fleet.yaml declares, if the policies allow it. With --refresh it looks at the systems
# first, so that what was changed by hand is put back too.
set -u
: "${FLEET_STACK:?names the stack, e.g. production}"
PLESK_LIMITS=$(cat limits.json) || exit 1
export PLESK_LIMITS

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder/output" || exit 1
tee "$folder/log" <"$folder/output" &
reader=$!
pulumi up --yes --non-interactive --stack "$FLEET_STACK" \
  --policy-pack policy --policy-pack-config policy/config.json "$@" >"$folder/output" 2>&1 &
engine=$!

# A job that is cancelled lets Pulumi end what it has begun and save what it knows. It is told once: a second signal would
# end it at once, and a terminal tells it as well.
trap 'trap : INT TERM; kill -INT "$engine"' TERM
if [ -t 0 ]; then trap : INT; else trap 'trap : INT TERM; kill -INT "$engine"' INT; fi
wait "$engine"
code=$?
while kill -0 "$engine" 2>/dev/null; do
  wait "$engine"
  code=$?
done
wait "$reader"

# Only a person knows that nobody else is at work: taking a lock from a run that lives would let two write one state.
if grep -Eq 'stack is currently locked|Another update is currently in progress' "$folder/log"; then
  echo
  echo "Runs of this pipeline wait for each other, so one was killed, or somebody runs Pulumi elsewhere. Make sure"
  echo "that nobody does. Then unlock the stack, by the pipeline's action unlock or from a checkout of the main"
  echo "branch; it goes on where the killed run stopped, and no key is bought twice. An add-on that FlexCloud was asked"
  echo "for may be ordered again if the run was killed together with its machine: look there first."
  echo
  echo "    sh scripts/unlock.sh"
fi
exit "$code"
