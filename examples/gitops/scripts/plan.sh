#!/bin/sh
# Pull request: what a merge would send, for a comment (plan.md), and whether the policies allow it.
# Changes nothing. Ends 0 also where there is something to send.
set -u
: "${FLEET_STACK:?names the stack, e.g. production}"
export PLESK_READ_ONLY=true

node_modules/.bin/pulumi-plesk plan --refresh --stack "$FLEET_STACK" --format markdown --out plan.md
code=$?
if [ "$code" -ne 0 ] && [ "$code" -ne 7 ]; then exit "$code"; fi

pulumi preview --non-interactive --stack "$FLEET_STACK" \
  --policy-pack policy --policy-pack-config policy/config.json
