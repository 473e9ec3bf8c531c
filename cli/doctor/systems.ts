import { findKeys } from "../../provider/apis/partnerApi30/keys";
import { readServerKey } from "../../provider/apis/pleskXml/server";
import { filled } from "../../provider/apis/pleskXml/structures";
import { readWebspace } from "../../provider/apis/pleskXml/webspaces";
import type { Call, SystemName } from "../../provider/endpoint";
import { serverSettings, settingTables, type Setting } from "../../provider/settings";

/** A system that can be looked at: which settings belong to it, and a cheap read that only a login that works can do. */
export interface CheckedSystem {
  system: SystemName;
  title: (server: string) => string;
  /** Of the system's one account, or of each server of a system that has many. */
  settings: Record<string, Setting> | ((server: string) => Record<string, Setting>);
  /** Reads, and says in a few words what the login may do. */
  look: (call: Call, server: string) => Promise<string>;
}

/** One entry for each system. */
export const systems: readonly CheckedSystem[] = [
  {
    system: "partnerApi30",
    title: () => "Partner API 3.0",
    settings: settingTables.partner30,
    look: async (call) => {
      // The shortest of lists: no key has this nickname.
      await call(findKeys, { nickname: "#pulumi-plesk doctor" });
      return "the login may list keys";
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
      const subscription = { by: "name", value: filled("doctor.invalid", "The name") } as const;
      await call(readWebspace, { server, subscription });
      return "the login may read subscriptions";
    },
  },
];
