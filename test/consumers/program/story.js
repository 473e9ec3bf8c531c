// Runs the program on the engine that is named, and prints what came of it. The second argument is the package that
// brings the sandbox: pulumi-plesk itself, or another that depends on it.
const [engine, packageName] = process.argv.slice(2);
const { openStack, startSandbox } = require(`${packageName}/testing`);

async function main() {
  const sandbox = await startSandbox();
  const stack = await openStack({ project: __dirname, engine, env: sandbox.env });
  try {
    await stack.up();
    const first = sandbox.ledger.charges().length;
    await stack.up({ expectNoChanges: true });
    const { resources } = (await stack.exportStack()).deployment;
    const registered = resources.filter(
      ({ type }) => type === "pulumi-nodejs:dynamic/plesk:LicenseKey",
    ).length;
    const charges = sandbox.ledger.charges().length;
    console.log(JSON.stringify({ engine: stack.engine.kind, registered, first, charges }));
  } finally {
    await stack.dispose();
    await sandbox.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
