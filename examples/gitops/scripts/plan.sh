#!/bin/sh
# Pull request: what a merge would send and whether the policies allow it, for a comment (plan.md).
# Changes nothing. Ends 0 also where there is something to send.
set -u
: "${FLEET_STACK:?names the stack, e.g. production}"
PLESK_LIMITS=$(cat limits.json) || exit 1
export PLESK_LIMITS PLESK_READ_ONLY=true

node_modules/.bin/pulumi-plesk plan --refresh --stack "$FLEET_STACK" --format markdown --out plan.md
code=$?
# The comment of an earlier push does not stay as if it were this one's.
[ -s plan.md ] || echo "The plan failed before there was a report: the job says why." >plan.md
if [ "$code" -ne 0 ] && [ "$code" -ne 7 ]; then exit "$code"; fi

log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
pulumi preview --non-interactive --stack "$FLEET_STACK" \
  --policy-pack policy --policy-pack-config policy/config.json >"$log" 2>&1
code=$?
cat "$log"
node scripts/verdict.mjs plan.md "$log"
exit "$code"
