import { readServer } from "../../provider/apis/flexCloud/servers";
import { getKeyInfo } from "../../provider/apis/partner10/keys";
import { findKeys } from "../../provider/apis/partner30/keys";
import { readServerKey } from "../../provider/apis/pleskXml/server";
import { nonEmpty } from "../../provider/apis/pleskXml/structures";
import { readWebspace } from "../../provider/apis/pleskXml/webspaces";
import type { SystemName } from "../../provider/account";
import type { Call } from "../../provider/call";
import type { Response } from "../../provider/endpoint";
import { failure, isFailure } from "../../provider/failure";
import { serverSettings, settingTables, type Setting } from "../../provider/settings";

/** A system that can be looked at: which settings belong to it, and a cheap read that only a login that works can do. */
export interface CheckedSystem {
  system: SystemName;
  title: (server: string) => string;
  /** Of the system's one account, or of each server of a system that has many. */
  settings: Record<string, Setting> | ((server: string) => Record<string, Setting>);
  /** Reads, and says in a few words what the login may do. `last` is the answer that came last, as it came. */
  look: (call: Call, server: string, last: () => Response | undefined) => Promise<string>;
}

/** One entry for each system. */
export const systems: readonly CheckedSystem[] = [
  {
    system: "partner30",
    title: () => "Partner API 3.0",
    settings: settingTables.partner30,
    look: async (call) => {
      // The shortest of lists: no key has this nickname.
      await call(findKeys, { nickname: "#pulumi-plesk doctor" });
      return "the login may list keys";
    },
  },
  {
    system: "partner10",
    title: () => "Partner API 1.0",
    settings: settingTables.partner10,
    look: async (call) => {
      await expectRefusal(["220"], call(getKeyInfo, { keyNumber: "PLSK.00000000" }));
      return "the login may read keys";
    },
  },
  {
    system: "flexCloud",
    title: () => "FlexCloud",
    settings: settingTables.flexCloud,
    look: async (call, _, last) => {
      const isOwnAnswer = (): boolean => last()?.headers["content-type"]?.includes("json") ?? false;
      // The documentation does not say which code a missing server gives; a wrong login gives neither.
      await expectRefusal(["400", "404"], call(readServer, { serverId: "pulumi-plesk-doctor" }), isOwnAnswer);
      return "the login may read servers";
    },
  },
  {
    system: "pleskXml",
    title: (server) => `Plesk server ${server}`,
    settings: serverSettings,
    look: async (call, server) => {
      if (call.account("pleskXml", server).accountKind === "administrator") {
        await call(readServerKey, { server });
        return "the login is an administrator's";
      }
      // No subscription has this name: a server that says so has let the login in.
      const subscription = { by: "name", value: nonEmpty("doctor.invalid", "The name") } as const;
      await call(readWebspace, { server, subscription });
      return "the login may read subscriptions";
    },
  },
];

/** Asks for what there is not: a system that says just that has let the login in. */
async function expectRefusal(
  codes: readonly string[],
  asking: Promise<unknown>,
  isOwnAnswer: () => boolean = () => true,
): Promise<void> {
  try {
    await asking;
  } catch (error) {
    const isKnown = isFailure(error, "not-visible", "rejected") && codes.includes(error.fields.code ?? "");
    if (!isKnown) throw error;
    if (isOwnAnswer()) return;
    // A page, from whatever else listens at that address.
    throw failure({ ...error.fields, kind: "malformed" });
  }
}
