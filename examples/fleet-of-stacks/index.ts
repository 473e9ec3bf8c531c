import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { getStack, RunError } from "@pulumi/pulumi";

import { declareFleet } from "../gitops/fleet/declare";
import { readFleet } from "../gitops/fleet/read";
import { assertNowhereElse } from "./elsewhere";

/** Without its file a stack would declare nothing, and let go of all that it has. */
const shard = `shards/${getStack()}.yaml`;
const file = join(__dirname, shard);
if (!existsSync(file)) throw new RunError(`There is no ${shard}: each stack has a file of its own there`);

const fleet = readFleet(shard, readFileSync(file, "utf8"));
assertNowhereElse(fleet, file);
const keys = declareFleet(fleet);

export const keyIds = Object.fromEntries(Object.entries(keys).map(([name, { keyId }]) => [name, keyId]));
