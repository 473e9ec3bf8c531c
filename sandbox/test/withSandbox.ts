import { type Sandbox, type SandboxOptions, startSandbox } from "../src";

/** Starts one sandbox for all tests of a file, hands it over, resets it before each test, and closes it at the end. */
export function withSandbox(ready: (sandbox: Sandbox) => void, options: SandboxOptions = {}): void {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox(options);
    ready(sandbox);
  });
  beforeEach(() => {
    sandbox.reset();
  });
  afterAll(() => sandbox.close());
}
