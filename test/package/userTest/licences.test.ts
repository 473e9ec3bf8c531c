import { openStack, startSandbox, type OpenedStack, type Sandbox } from "pulumi-plesk/testing";

let sandbox: Sandbox;
let stack: OpenedStack;

beforeAll(async () => {
  sandbox = await startSandbox();
  stack = await openStack({ project: __dirname, env: sandbox.env });
}, 60_000);

afterAll(async () => {
  await stack.dispose();
  await sandbox.close();
});

test("one key is bought, once", async () => {
  await stack.up();
  await stack.up({ expectNoChanges: true });

  expect(sandbox.ledger.charges()).toMatchObject([{ item: "PLESK-12-WEB-ADMIN-1M" }]);
}, 60_000);

test("what somebody changes by hand is found and healed", async () => {
  const keyId = Number((await stack.outputs()).keyId?.value);
  sandbox.partner30.change(keyId, { nickname: "by hand" });

  await expect(stack.preview({ refresh: true, expectNoChanges: true })).rejects.toThrow(
    "no changes were expected",
  );

  await stack.up({ refresh: true });
  expect(sandbox.partner30.key(keyId).nickname).toMatch(/^web-01 #/);
}, 60_000);
