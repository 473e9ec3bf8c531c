import type { CutStory } from "../../harness/cut";
import { tellCuts } from "../../harness/cutMatrix";
import { configOf, outcomeOf } from "../../harness/keyWorld";
import { licenseKey } from "../../../provider/resources/licenseKey/spec";

const admin = { item: "PLESK-12-WEB-ADMIN-1M" };
const languagePack = { item: "FT-PLESK-1-LANGUAGE-PACK-1M" };
const limits = { "plesk:limits": JSON.stringify({ purchasesPerRun: 5, allowTerminate: true }) };
const marker = "0123456789";

const bought = { web: { items: [admin], nickname: "web-01", __marker: marker } };
const changed = {
  web: { items: [admin, languagePack], nickname: "web-02", suspended: true, __marker: marker },
};
const terminating = { web: { ...bought.web, onDelete: "terminate" } };

const stories: Record<string, CutStory> = {
  "buying a key": { run: (driver) => driver.up(bought) },
  "changing it in two requests": {
    before: (driver) => driver.up(bought),
    run: (driver) => driver.up(changed),
  },
  "terminating it": {
    before: (driver) => driver.up(terminating),
    run: (driver) => driver.destroy(),
  },
};

const configured = Object.fromEntries(
  Object.entries(stories).map(([name, story]) => [name, { ...story, config: limits }]),
);

tellCuts({ driven: { spec: licenseKey, configOf }, stories: configured, outcomeOf, daily: 1 });
