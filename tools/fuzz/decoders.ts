import { z } from "zod";

import { readServer, upgradePlesk } from "../../provider/apis/flexCloud/servers";
import {
  downgradeKey,
  getAvailableUpgrades,
  getKeyInfo,
  upgradeKey,
} from "../../provider/apis/partner10/keys";
import {
  createKey,
  findKeys,
  listKeys,
  modifyKey,
  readKey,
  terminateKey,
} from "../../provider/apis/partner30/keys";
import { readPlans } from "../../provider/apis/pleskXml/plans";
import { readServerKey } from "../../provider/apis/pleskXml/server";
import { nonEmpty } from "../../provider/apis/pleskXml/structures";
import {
  addSubscription,
  listWebspaces,
  readWebspace,
  readWebspaces,
  removeSubscription,
  switchSubscription,
  syncSubscription,
} from "../../provider/apis/pleskXml/webspaces";
import type { Response } from "../../provider/endpoint";
import { retryAfterMs } from "../../provider/transport/retry";
import { decodeJson } from "../../provider/wire/json";
import { decodePacket } from "../../provider/wire/packet";
import { readXml } from "../../provider/wire/xml";
import { decodeResponse } from "../../provider/wire/xmlRpc";

const key = { keyNumber: "PLSK.01304242.0000" };
const cloud = { serverId: "test_server_0013" };
const onServer = { server: "alpha" };
const named = { ...onServer, subscription: { by: "name", value: nonEmpty("shop.example", "name") } } as const;
const plan = { by: "plan-guid", value: nonEmpty("11111111-2222-3333-4444-555555555555", "plan") } as const;
const numbered = z.looseObject({ id: z.number() });
const sent = [{ operator: "webspace", operation: "get", content: [] }];

/** Everything that reads what a system sent. Each may fail with a Failure, and with nothing else. */
export const decoders: Readonly<Record<string, (response: Response) => unknown>> = {
  readXml: ({ body }) => readXml(body, "fuzz"),
  decodePacket: ({ body }) => decodePacket(body, sent, "fuzz"),
  decodeResponse: ({ body }) => decodeResponse(body, "fuzz"),
  decodeJson: ({ body }) => decodeJson(numbered, body, "fuzz"),
  retryAfterMs: ({ headers }) => retryAfterMs(headers["retry-after"], 0),
  createKey: (response) => createKey.decode(response, {}),
  readKey: (response) => readKey.decode(response, { key: "1" }),
  findKeys: (response) => findKeys.decode(response, {}),
  listKeys: (response) => listKeys.decode(response, {}),
  modifyKey: (response) => modifyKey.decode(response, { keyId: "1", body: {} }),
  terminateKey: (response) => terminateKey.decode(response, { keyId: "1" }),
  getKeyInfo: (response) => getKeyInfo.decode(response, key),
  getAvailableUpgrades: (response) => getAvailableUpgrades.decode(response, key),
  upgradeKey: (response) => upgradeKey.decode(response, { ...key, plans: ["A"] }),
  downgradeKey: (response) => downgradeKey.decode(response, { ...key, plan: "A" }),
  readServer: (response) => readServer.decode(response, cloud),
  upgradePlesk: (response) =>
    upgradePlesk.decode(response, { ...cloud, addonTextkey: "a", pleskServer: "alpha" }),
  readWebspace: (response) => readWebspace.decode(response, named),
  readWebspaces: (response) => readWebspaces.decode(response, onServer),
  listWebspaces: (response) => listWebspaces.decode(response, onServer),
  readPlans: (response) => readPlans.decode(response, { ...onServer, owner: "all" }),
  readServerKey: (response) => readServerKey.decode(response, onServer),
  switchSubscription: (response) => switchSubscription.decode(response, { ...named, plan: "none" }),
  syncSubscription: (response) => syncSubscription.decode(response, named),
  addSubscription: (response) => addSubscription.decode(response, { ...named, plan }),
  removeSubscription: (response) => removeSubscription.decode(response, { ...named, plan }),
};
