import { join } from "node:path";

import { full } from "../harness/full";
import { root, run } from "./consumer";

// The daily run has the example among its own tests; here it runs as a user's own: another jest, another configuration.
full(it)(
  "the documentation's example passes in a jest of the user's own",
  async () => {
    const folder = join(__dirname, "userTest");
    const config = { rootDir: folder, transform: { "\\.ts$": require.resolve("@swc/jest") } };
    const jest = join(root, "node_modules", "jest", "bin", "jest.js");
    await run(process.execPath, [jest, "--config", JSON.stringify(config), "--ci"], folder);
  },
  180_000,
);
