import { tellCuts, type CutStory } from "../../harness/cut";
import { admin, languagePack } from "../../harness/declarations";
import { resources } from "../../harness/resources";

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

tellCuts({ resource: resources.licenseKey, stories, daily: 1 });
