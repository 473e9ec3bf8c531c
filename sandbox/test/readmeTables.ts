import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allAssumptions, type Assumptions, DEMO_KEYS, PARTNER10_KEYS, type Sandbox } from "../src";

/** The tables of the README, by the name in their marker, as a sandbox without any options makes them. */
export const TABLES: Readonly<Record<string, (sandbox: Sandbox) => string>> = {
  accounts: ({ partner30, partner10, flexCloud, plesk }) =>
    table(
      ["system", "login", "password", "who it is"],
      [
        ...partner30.accounts.map(({ login, password, kind, id, resellerId }) => [
          "`partner30`",
          `\`${login}\``,
          `\`${password}\``,
          `${kind} ${id}${resellerId === null ? "" : ` of reseller ${resellerId}`}`,
        ]),
        ...partner10.accounts.map(({ login, password, clientId, role }) => [
          "`partner10`",
          `\`${login}\``,
          `\`${password}\``,
          `client ${clientId}, role ${role}`,
        ]),
        ...flexCloud.accounts.map(({ login, password, accountId }) => [
          "`flexCloud`",
          `\`${login}\``,
          `\`${password}\``,
          `account ${accountId}`,
        ]),
        ...plesk.servers.flatMap(({ name, accounts }) =>
          accounts.map(({ login, password, kind, provider }) => [
            `\`pleskXml\`, ${name}`,
            `\`${login}\``,
            `\`${password}\``,
            kind === "customer" ? `customer of ${provider}` : kind,
          ]),
        ),
      ],
    ),
  demoKeys: () =>
    table(
      ["key id", "items", "nickname", "owner"],
      DEMO_KEYS.map(({ keyId, items, nickname, ownerId }) => [
        String(keyId),
        items.map((item) => (typeof item === "string" ? `\`${item}\`` : `"${item.item}"`)).join(", "),
        nickname ?? "",
        ownerId ?? "",
      ]),
    ),
  partner10Keys: () =>
    table(
      ["key number", "features", "what differs from an ordinary key"],
      PARTNER10_KEYS.map(({ keyNumber, features = [], ...other }) => [
        `\`${keyNumber}\``,
        features
          .map((feature) => `\`${typeof feature === "string" ? feature : feature.identifier}\``)
          .join(", "),
        Object.entries(other)
          .map(([name, value]) => `${name} ${String(value)}`)
          .join(", "),
      ]),
    ),
  control: () => {
    const source = readFileSync(join(__dirname, "../src/control.ts"), "utf8");
    return [...source.matchAll(/^ \* (\|.*\|)$/gm)].map(([, row = ""]) => row).join("\n");
  },
};

/** All questions with their answers, one table for each system. */
export function assumptionsPage(): string {
  const names: [system: keyof Assumptions, title: string][] = [
    ["partner30", "Key Administrator Partner API 3.0"],
    ["partner10", "Key Administrator Partner API 1.0"],
    ["flexCloud", "Hostway FlexCloud"],
    ["pleskXml", "Plesk XML API"],
  ];
  const sections = names.map(([system, title]) => `## ${title} (\`${system}\`)\n\n${questionsOf(system)}\n`);
  return [
    "# Assumptions",
    "",
    "What the vendors' documentation leaves open, what the sandbox does by default, and what it can do instead. This page is made",
    "from the sandbox's own data. The [README](README.md#assumptions) says how to choose.",
    "",
    sections.join("\n"),
  ].join("\n");
}

function questionsOf(wanted: keyof Assumptions): string {
  return table(
    ["name", "question", "default", "alternatives"],
    allAssumptions()
      .filter(({ system }) => system === wanted)
      .map(({ name, question, default: chosen, alternatives }) => {
        const spelled = (alternative: string) => `\`${alternative}\`: ${alternatives[alternative] ?? ""}`;
        const others = Object.keys(alternatives).filter((alternative) => alternative !== chosen);
        return [`\`${name}\``, question, spelled(chosen), others.map(spelled).join("<br>")];
      }),
  );
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
