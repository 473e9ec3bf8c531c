// Writes the shards as Stacks of the Pulumi Kubernetes Operator: one that runs each commit, and one that watches for drift.
// usage: node manifests.mjs --repo https://git.example/acme/fleet.git [--branch main] [--git-token <key>] [--organization acme | --backend s3://...]
//          [--service-account plesk-fleet] [--secret plesk-fleet] [--variable <key> ...] [--secret-key <server> ...] [--journal <claim>] [--width 4] >manifests.yaml
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

import { stringify } from "yaml";

import { paceOf, wholeNumber } from "./pace.mjs";
import { isOfAccounts, readShards, serversIn, variableOf } from "./shards.mjs";

const { values: options } = parseArgs({
  options: {
    repo: { type: "string" },
    branch: { type: "string", default: "main" },
    organization: { type: "string" },
    backend: { type: "string" },
    "git-token": { type: "string" },
    "service-account": { type: "string", default: "plesk-fleet" },
    secret: { type: "string", default: "plesk-fleet" },
    variable: { type: "string", multiple: true, default: [] },
    journal: { type: "string" },
    width: { type: "string", default: "4" },
    parallel: { type: "string", default: "8" },
    "secret-key": { type: "string", multiple: true, default: [] },
  },
});
/** The operator's Stacks have names of 42 characters at most, and the one that watches has more to say. */
const longest = 42;
const watching = "-drift";

const journalFolder = "/journal";

const inVariable = { partner30: "PARTNER30", partner10: "PARTNER10", flexCloud: "FLEX_CLOUD" };

const folder = import.meta.dirname;

try {
  process.stdout.write(manifests());
} catch ({ message }) {
  console.error(message);
  process.exitCode = 1;
}

function manifests() {
  if (options.repo === undefined) throw new Error("--repo names the repository that the operator checks out");
  const shards = readShards();
  // A run of a stack and a look at it may meet.
  const pace = paceOf(shards, { width: wholeNumber(options, "width"), env: process.env, runs: 2 });
  const limits = readFileSync(join(folder, "limits.json"), "utf8").trim();
  const settings = literals({ ...pace, PLESK_LIMITS: limits });
  const usual = usualSystems([...shards.values()]);
  const stacks = [...shards].flatMap(([shard, content]) => {
    assertName(shard);
    const journal = journalOf(shard, content);
    const runs = stackOf(shard, {
      envRefs: {
        ...secrets(credentialsOf(content, usual)),
        ...settings,
        ...literals(journal?.settings ?? {}),
      },
      podTemplate: journal?.podTemplate,
    });
    return [runs, watchOf(runs)];
  });
  return stacks.map((stack) => stringify(stack)).join("---\n");
}

function stackOf(shard, { envRefs, podTemplate }) {
  const { repo, branch, organization, backend, "git-token": gitToken } = options;
  const resources = { requests: { cpu: "500m", memory: "768Mi" } };
  return {
    apiVersion: "pulumi.com/v1",
    kind: "Stack",
    metadata: { name: shard, labels: labelsOf("run") },
    spec: {
      stack: organization === undefined ? shard : `${organization}/plesk-fleet/${shard}`,
      ...(backend === undefined ? {} : { backend }),
      // Its agent has to ask the cluster who is calling.
      serviceAccountName: options["service-account"],
      projectRepo: repo,
      ...(gitToken === undefined ? {} : { gitAuth: { accessToken: secret(gitToken) } }),
      branch,
      repoDir: basename(folder),
      shallow: true,
      envRefs,
      // A change by hand is never put back unasked, and a Stack that is taken away leaves keys and state as they are.
      refresh: false,
      continueResyncOnCommitMatch: false,
      destroyOnFinalize: false,
      resyncFrequencySeconds: 300,
      retryOnUpdateConflict: true,
      workspaceReclaimPolicy: "Delete",
      workspaceTemplate: { spec: podTemplate === undefined ? { resources } : { resources, podTemplate } },
      updateTemplate: { spec: { parallel: wholeNumber(options, "parallel") } },
    },
  };
}

/** The same stack, looked at once a day. It fails where not all is as declared, and sends nothing. */
function watchOf({ metadata, spec, ...kind }) {
  const { envRefs, updateTemplate } = spec;
  return {
    ...kind,
    metadata: { name: metadata.name + watching, labels: labelsOf("watch") },
    spec: {
      ...spec,
      preview: true,
      refresh: true,
      prerequisites: [{ name: metadata.name }],
      continueResyncOnCommitMatch: true,
      resyncFrequencySeconds: 86_400,
      envRefs: { ...envRefs, ...literals({ PLESK_READ_ONLY: "true" }) },
      // expectNoRefreshChanges has no effect in version 2 of the operator.
      updateTemplate: { spec: { ...updateTemplate.spec, expectNoChanges: true } },
    },
  };
}

/** By these all are found, or those alone that only look. */
function labelsOf(component) {
  return { "app.kubernetes.io/part-of": "plesk-fleet", "app.kubernetes.io/component": component };
}

/**
 * A pod ends, and its files with it: without the note of an order that was cut off, the operator's next try would order
 * again.
 */
function journalOf(shard, { upgrades }) {
  if (Object.values(upgrades).every(({ flexCloud }) => flexCloud === undefined)) return undefined;
  const { journal } = options;
  if (journal === undefined)
    throw new Error(
      `shards/${shard}.yaml orders at FlexCloud: --journal names the PersistentVolumeClaim on which notes of orders outlive a pod`,
    );
  return {
    settings: { PLESK_JOURNAL: journalFolder },
    podTemplate: {
      spec: {
        // The group that the operator runs a workspace as.
        securityContext: { fsGroup: 1000 },
        containers: [{ name: "pulumi", volumeMounts: [{ name: "journal", mountPath: journalFolder }] }],
        volumes: [{ name: "journal", persistentVolumeClaim: { claimName: journal } }],
      },
    },
  };
}

/** The variables that a shard's systems and servers need, and what the state is opened with. */
function credentialsOf(content, usual) {
  const { accounts, servers } = content;
  const backend = options.backend === undefined ? ["PULUMI_ACCESS_TOKEN"] : ["PULUMI_CONFIG_PASSPHRASE"];
  // What it lets go of it asks the usual account about, too.
  const mayLetGo = isOfAccounts(content) && Object.keys(accounts).length === 0;
  const isOfServer = Object.keys(servers).length > 0;
  const others = usual.length > 0 || isOfServer ? usual : [{ system: "partner30" }];
  const used = [...systemsUsed(content), ...(mayLetGo ? others : [])].filter(
    ({ account }) => !Object.hasOwn(accounts, account ?? ""),
  );
  // An account's provider asks for the logins of all its systems, whatever this shard uses of them.
  const named = Object.entries(accounts).flatMap(([account, systems]) =>
    Object.keys(systems).map((system) => ({ account, system })),
  );
  const systems = [...used, ...named].flatMap(({ account, system }) => {
    const own = Object.hasOwn(accounts, account ?? "") ? accounts[account] : undefined;
    const name = `PLESK_${inVariable[system]}`;
    const login = loginOf(own === undefined ? name : `${variableOf(account)}_${name}`);
    return own?.[system]?.url === undefined ? [`${name}_URL`, ...login] : login;
  });
  const withSecretKey = new Set(options["secret-key"]);
  const ofServers = [...new Set([...serversIn(content), ...Object.keys(servers)])].flatMap((name) => {
    const prefix = `PLESK_SERVER_${variableOf(name)}`;
    return withSecretKey.has(name) ? [`${prefix}_SECRET_KEY`] : loginOf(prefix);
  });
  return [...new Set([...backend, ...options.variable, ...systems, ...ofServers])];
}

function systemsUsed({ keys, upgrades }) {
  return [
    ...Object.values(keys).map(({ account }) => ({ account, system: "partner30" })),
    ...Object.values(upgrades).map(({ account, flexCloud }) => ({
      account,
      system: flexCloud === undefined ? "partner10" : "flexCloud",
    })),
  ];
}

/** What any shard uses of the usual account by which something is done to what is let go of. */
function usualSystems(shards) {
  const used = shards.flatMap(systemsUsed).filter(({ account }) => account === undefined);
  return ["partner30", "partner10"]
    .filter((system) => used.some((each) => each.system === system))
    .map((system) => ({ system }));
}

function loginOf(prefix) {
  return [`${prefix}_LOGIN`, `${prefix}_PASSWORD`];
}

function secrets(names) {
  return Object.fromEntries(names.map((name) => [name, secret(name)]));
}

function secret(key) {
  return { type: "Secret", secret: { name: options.secret, key } };
}

function literals(values) {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { type: "Literal", literal: { value } }]),
  );
}

function assertName(shard) {
  if (shard.length + watching.length > longest || !/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(shard))
    throw new Error(
      `shards/${shard}.yaml cannot be a Stack in Kubernetes: its name must be lower case letters, digits and hyphens, ${longest - watching.length} at most`,
    );
}
