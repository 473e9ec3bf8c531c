import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Ajv, type AnySchemaObject, type ValidateFunction } from "ajv";
import { parseAllDocuments } from "yaml";

import { copyExamples, script } from "./checkout";

const published = join(__dirname, "..", "..", "fixtures", "kubernetes-operator", "stack.v1.schema.json");

interface Stack {
  metadata: { name: string };
  spec: Record<string, unknown> & { envRefs: Record<string, { type: string; literal?: { value: string } }> };
}

let world: string;
let folder: string;
beforeEach(() => {
  world = mkdtempSync(join(tmpdir(), "fleet-manifests-"));
  folder = copyExamples(world);
});
afterEach(() => {
  rmSync(world, { recursive: true });
});

const where = ["--repo", "https://git.example/acme/fleet.git", "--organization", "acme"];

async function manifests(env: Record<string, string> = {}, ...args: string[]): Promise<Map<string, Stack>> {
  const { exitCode, output } = await script(folder, ["manifests.mjs", ...where, ...args], env);
  if (exitCode !== 0) throw new Error(output);
  const stacks = parseAllDocuments(output).map((document) => document.toJS() as Stack);
  return new Map(stacks.map((stack) => [stack.metadata.name, stack]));
}

const literal = (stack: Stack | undefined, name: string): string | undefined =>
  stack?.spec.envRefs[name]?.literal?.value;

describe("the manifests for the Pulumi Kubernetes Operator", () => {
  it("are two Stacks for each shard, by the operator's own schema", async () => {
    const validate = validator();
    const all = await manifests({ PLESK_PARTNER30_REQUESTS_PER_SECOND: "10" });
    const shards = ["account-east-1", "account-main-1", "server-alpha-1", "server-beta-1"];
    expect([...all.keys()]).toEqual(shards.flatMap((shard) => [shard, `${shard}-drift`]));
    const mistakesIn = (stack: object): unknown => (validate(stack) ? [] : validate.errors);
    for (const stack of all.values()) {
      expect([stack.metadata.name, mistakesIn(stack)]).toEqual([stack.metadata.name, []]);
      // Its rule in CEL: size(self.metadata.name) <= 42.
      expect(stack.metadata.name.length).toBeLessThanOrEqual(42);
    }
    const misspelt = { ...all.get("account-main-1"), spec: { stack: "a", expectNoChange: true } };
    expect(mistakesIn(misspelt)).toMatchObject([{ params: { additionalProperty: "expectNoChange" } }]);
  });

  it("put nothing right unasked: the one runs commits, the other only looks, and fails where anything differs", async () => {
    const all = await manifests();
    expect(all.get("account-main-1")?.spec).toMatchObject({
      stack: "acme/plesk-fleet/account-main-1",
      refresh: false,
      continueResyncOnCommitMatch: false,
      destroyOnFinalize: false,
    });
    const watch = all.get("account-main-1-drift");
    expect(watch?.spec).toMatchObject({
      stack: "acme/plesk-fleet/account-main-1",
      preview: true,
      refresh: true,
      continueResyncOnCommitMatch: true,
      prerequisites: [{ name: "account-main-1" }],
      updateTemplate: { spec: { expectNoChanges: true } },
    });
    expect(literal(watch, "PLESK_READ_ONLY")).toBe("true");
  });

  it("hold no credentials but refer to a Secret, and name those only that a shard needs", async () => {
    const all = await manifests();
    const secretsOf = (shard: string): string[] =>
      Object.entries(all.get(shard)?.spec.envRefs ?? {}).flatMap(([name, { type }]) =>
        type === "Secret" ? [name] : [],
      );
    expect(secretsOf("account-east-1")).toEqual([
      "PULUMI_ACCESS_TOKEN",
      "PLESK_PARTNER30_URL",
      "EAST_PLESK_PARTNER30_LOGIN",
      "EAST_PLESK_PARTNER30_PASSWORD",
    ]);
    expect(secretsOf("server-alpha-1")).toEqual([
      "PULUMI_ACCESS_TOKEN",
      "PLESK_SERVER_ALPHA_LOGIN",
      "PLESK_SERVER_ALPHA_PASSWORD",
    ]);
  });

  it("name the logins of all systems of an account, which its provider asks for, and secret keys of servers", async () => {
    const file = join(folder, "shards", "account-east-1.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("partner30: {}", "partner30: {}\n    partner10: {}"));
    const all = await manifests({}, "--secret-key", "alpha");
    const namesIn = (shard: string): string[] => Object.keys(all.get(shard)?.spec.envRefs ?? {});
    expect(namesIn("account-east-1")).toEqual(
      expect.arrayContaining([
        "EAST_PLESK_PARTNER30_LOGIN",
        "PLESK_PARTNER10_URL",
        "EAST_PLESK_PARTNER10_PASSWORD",
      ]),
    );
    expect(namesIn("server-alpha-1")).toContain("PLESK_SERVER_ALPHA_SECRET_KEY");
    expect(namesIn("server-alpha-1")).not.toContain("PLESK_SERVER_ALPHA_LOGIN");
  });

  it("give each run its part of what an account takes in all, and none where that is less than the runs", async () => {
    const limits = {
      PLESK_PARTNER30_MAX_IN_FLIGHT: "10",
      PLESK_PARTNER30_REQUESTS_PER_SECOND: "6",
      PLESK_SERVER_ALPHA_MAX_IN_FLIGHT: "3",
    };
    const main = (await manifests(limits, "--width", "3")).get("account-main-1");
    expect(literal(main, "PLESK_PARTNER30_MAX_IN_FLIGHT")).toBe("3");
    expect(literal(main, "PLESK_PARTNER30_REQUESTS_PER_SECOND")).toBe("2");
    // One stack and its watcher.
    expect(literal(main, "PLESK_SERVER_ALPHA_MAX_IN_FLIGHT")).toBe("1");
    await expect(manifests({ PLESK_PARTNER30_MAX_IN_FLIGHT: "2" }, "--width", "3")).rejects.toThrow(
      "PLESK_PARTNER30_MAX_IN_FLIGHT is 2, so that at most 2 stacks can run at a time: --width 2",
    );
  });

  it("keep to the limits of an account while a stack has nothing any more but what it lets go of", async () => {
    const shard = (name: string) => join(folder, "shards", `${name}.yaml`);
    writeFileSync(shard("account-main-1"), "{}\n");
    writeFileSync(shard("account-main-2"), "{}\n");
    const all = await manifests({ PLESK_PARTNER30_MAX_IN_FLIGHT: "8" }, "--width", "4");
    for (const name of ["account-main-1", "account-main-2", "account-east-1"])
      expect(literal(all.get(name), "PLESK_PARTNER30_MAX_IN_FLIGHT")).toBe("2");
    expect(Object.keys(all.get("account-main-1")?.spec.envRefs ?? {})).toContain("PLESK_PARTNER30_LOGIN");
  });

  it("keep notes of orders beyond a pod, or are refused: the operator runs again by itself", async () => {
    const file = join(folder, "shards", "server-alpha-1.yaml");
    const upgrade = {
      flexCloud: {
        serverId: "s",
        addonTextkey: "plesk.9.linux.powerpack",
        pleskServer: "alpha",
        verify: "none",
      },
    };
    writeFileSync(file, `${readFileSync(file, "utf8")}upgrades: ${JSON.stringify({ pack: upgrade })}\n`);
    await expect(manifests()).rejects.toThrow(
      "shards/server-alpha-1.yaml orders at FlexCloud: --journal names",
    );
    const all = await manifests({}, "--journal", "plesk-orders");
    expect(literal(all.get("server-alpha-1"), "PLESK_JOURNAL")).toBe("/journal");
    expect(all.get("server-alpha-1")?.spec.workspaceTemplate).toMatchObject({
      spec: {
        podTemplate: {
          spec: {
            containers: [{ name: "pulumi", volumeMounts: [{ name: "journal", mountPath: "/journal" }] }],
            volumes: [{ name: "journal", persistentVolumeClaim: { claimName: "plesk-orders" } }],
          },
        },
      },
    });
    expect(validator()(all.get("server-alpha-1"))).toBe(true);
    expect(literal(all.get("server-beta-1"), "PLESK_JOURNAL")).toBeUndefined();
  });

  it("name what the pods log in to repository and backend with, and ask for no URL that the file has", async () => {
    const file = join(folder, "shards", "account-east-1.yaml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace("partner30: {}", "partner30: { url: https://east.example/30/ }"));
    const all = await manifests({}, "--git-token", "GIT_TOKEN", "--variable", "AWS_REGION");
    const east = all.get("account-east-1");
    expect(east?.spec).toMatchObject({
      serviceAccountName: "plesk-fleet",
      gitAuth: { accessToken: { type: "Secret", secret: { name: "plesk-fleet", key: "GIT_TOKEN" } } },
    });
    expect(Object.keys(east?.spec.envRefs ?? {})).toContain("AWS_REGION");
    expect(Object.keys(east?.spec.envRefs ?? {})).not.toContain("PLESK_PARTNER30_URL");
    expect(validator()(east)).toBe(true);
  });

  it("are refused for a width or a parallelism that is no number: no limit would be divided", async () => {
    for (const option of ["--width", "--parallel"])
      for (const value of ["0", "four"])
        await expect(manifests({}, option, value)).rejects.toThrow(`${option} must be a whole number from 1`);
  });

  it("are refused for a name that Kubernetes would not take", async () => {
    const shards = join(folder, "shards");
    renameSync(join(shards, "server-beta-1.yaml"), join(shards, "Server_Beta.yaml"));
    await expect(manifests()).rejects.toThrow("shards/Server_Beta.yaml cannot be a Stack in Kubernetes");
  });
});

function validator(): ValidateFunction {
  const schema = strict(JSON.parse(readFileSync(published, "utf8")) as AnySchemaObject);
  return new Ajv({ strict: false, validateFormats: false }).compile(schema);
}

/** As `kubectl` validates: what an object does not know is a mistake, where a server would drop it silently. */
function strict(schema: AnySchemaObject): AnySchemaObject {
  const members = Object.entries(schema).map(([name, member]: [string, unknown]) => [
    name,
    typeof member === "object" && member !== null && !Array.isArray(member) ? strict(member) : member,
  ]);
  const isClosed = typeof schema.properties === "object" && schema.type === "object" && "type" in schema;
  const isOfMembers =
    schema["x-kubernetes-preserve-unknown-fields"] !== true && !("additionalProperties" in schema);
  return {
    ...Object.fromEntries(members),
    ...(isClosed && isOfMembers ? { additionalProperties: false } : {}),
  } as AnySchemaObject;
}
