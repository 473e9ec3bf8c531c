import { readFileSync } from "node:fs";
import { join } from "node:path";

import { declareFleet } from "./fleet/declare";
import { readFleet } from "./fleet/read";

const keys = declareFleet(readFleet("fleet.yaml", readFileSync(join(__dirname, "fleet.yaml"), "utf8")));

export const keyIds = Object.fromEntries(Object.entries(keys).map(([name, { keyId }]) => [name, keyId]));
