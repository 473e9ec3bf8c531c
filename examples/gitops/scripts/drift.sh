#!/bin/sh
# Schedule: what is not as declared, for a job summary (drift.md). Changes nothing.
# Ends 0 where all is as declared, 7 where something is not, 8 where something could not be read, 1 where it failed.
set -u
: "${FLEET_STACK:?names the stack, e.g. production}"
PLESK_LIMITS=$(cat limits.json) || exit 1
export PLESK_LIMITS PLESK_READ_ONLY=true

exec node_modules/.bin/pulumi-plesk drift --stack "$FLEET_STACK" --format markdown --out drift.md
