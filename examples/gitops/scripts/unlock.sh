#!/bin/sh
# By hand, after a killed run, once nobody else is at work on the stack: takes its lock away, goes on from what the
# systems show, and when that is done forgets the creations that Pulumi still notes as begun.
set -eu
: "${FLEET_STACK:?names the stack, e.g. production}"

pulumi cancel --yes "$FLEET_STACK"

sh scripts/up.sh --refresh &
job=$!
# A job that is cancelled tells this script alone; a terminal tells Pulumi too, and a second signal would end it at once.
trap 'kill -TERM "$job"' TERM
if [ -t 0 ]; then trap : INT; else trap 'kill -TERM "$job"' INT; fi
code=0
wait "$job" || code=$?
while kill -0 "$job" 2>/dev/null; do
  code=0
  wait "$job" || code=$?
done
trap - INT TERM
[ "$code" -eq 0 ] || exit "$code"

pulumi refresh --yes --non-interactive --stack "$FLEET_STACK" --clear-pending-creates
