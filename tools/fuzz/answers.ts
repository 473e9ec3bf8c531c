/** What a decoder reads without a complaint. */
export interface Answer {
  status: number;
  body: string;
}

const licenseKey = JSON.stringify({
  ownerId: "12345",
  keyIdentifiers: {
    keyId: 1,
    keyNumber: "PLSK.01304242",
    activationCode: "A1A1A1-B2B2B2-C3C3C3-D4D4D4-E5E5E5",
  },
  parentKeyIdentifiers: { keyId: 2 },
  items: [{ item: "PLESK-12-WEB-ADMIN-1M", quantity: 1, externalId: null }],
  ipAddressBinding: "192.0.2.1",
  activationInfo: { uid: "u", activated: true },
  nickname: "Größe",
  status: "ACTIVE",
  terminated: false,
  suspended: false,
  expirationDate: "2026-01-01",
});

function packet(...operations: readonly [operator: string, operation: string, result: string][]): string {
  const nodes = operations.map(
    ([operator, operation, result]) =>
      `<${operator}><${operation}><result><status>ok</status>${result}</result></${operation}></${operator}>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><packet version="1.6.9.1">${nodes.join("")}</packet>`;
}

const webspace = packet([
  "webspace",
  "get",
  "<filter-id>shop.example</filter-id><id>7</id><data><gen_info><name>shop.example</name>" +
    "<guid>22222222-2222-3333-4444-555555555555</guid></gen_info><subscriptions><subscription>" +
    "<locked>false</locked><synchronized>true</synchronized><plan><plan-guid>p</plan-guid></plan>" +
    "</subscription></subscriptions></data>",
]);

const plan = "<id>1</id><name>Größe L</name><guid>g</guid><external-id/>";

function struct(...members: readonly string[]): string {
  return `<?xml version="1.0"?><methodResponse><params><param><value><struct>${members.join("")}</struct></value></param></params></methodResponse>`;
}

function member(name: string, value: string): string {
  return `<member><name>${name}</name><value>${value}</value></member>`;
}

const done = [member("resultCode", "<int>100</int>"), member("resultDesc", "done")];

const keyInfo = struct(
  ...done,
  member(
    "keyInfo",
    "<struct>" +
      member("keyNumber", "PLSK.01304242.0000") +
      member("apiKeyType", "PLESK_95_FOR_VPS") +
      member(
        "features",
        `<array><data><value><struct>${member("apiName", "30_DOMAINS")}</struct></value></data></array>`,
      ) +
      member("additionalKeys", "<array><data/></array>") +
      member("expirationDate", "<dateTime.iso8601>20260101T00:00:00</dateTime.iso8601>") +
      member("problem", "<boolean>0</boolean>") +
      "</struct>",
  ),
);

const offer = struct(
  ...done,
  member("upgradePlans", "<array><data><value>30_DOMAINS</value></data></array>"),
);

const changed = struct(...done, member("keyNumber", "PLSK.01304242.0000"));

const changedWebspace = (operation: string): string =>
  packet([
    "webspace",
    operation,
    "<filter-id>shop.example</filter-id><id>7</id><problems>Description  Current</problems>",
  ]);

/** A right answer for each decoder, from which bodies are made beside the fixtures. */
export const answers: Readonly<Record<string, Answer>> = {
  readXml: { status: 200, body: "<a b='c'>d<e/><![CDATA[f]]></a>" },
  decodePacket: { status: 200, body: webspace },
  decodeResponse: { status: 200, body: changed },
  decodeJson: { status: 200, body: '{"id":1,"more":[{"a":null}]}' },
  retryAfterMs: { status: 429, body: "" },
  createKey: { status: 201, body: licenseKey },
  readKey: { status: 200, body: licenseKey },
  findKeys: { status: 200, body: '[{"keyId":1,"ownerId":"12345"},{"keyId":2}]' },
  listKeys: { status: 200, body: '[{"keyId":1,"ownerId":12345}]' },
  modifyKey: { status: 200, body: licenseKey },
  terminateKey: { status: 200, body: licenseKey },
  getKeyInfo: { status: 200, body: keyInfo },
  getAvailableUpgrades: { status: 200, body: offer },
  upgradeKey: { status: 200, body: changed },
  downgradeKey: { status: 200, body: changed },
  readServer: { status: 200, body: '{"server":{"id":"test_server_0013","status":"ACTIVE"}}' },
  upgradePlesk: { status: 202, body: "" },
  readWebspace: { status: 200, body: webspace },
  readWebspaces: { status: 200, body: webspace },
  listWebspaces: { status: 200, body: webspace },
  readPlans: {
    status: 200,
    body: packet(["service-plan", "get", plan], ["service-plan-addon", "get", plan]),
  },
  readServerKey: {
    status: 200,
    body: packet(["server", "get", "<key><property><name>plesk</name><value>1</value></property></key>"]),
  },
  switchSubscription: { status: 200, body: changedWebspace("switch-subscription") },
  syncSubscription: { status: 200, body: changedWebspace("sync-subscription") },
  addSubscription: { status: 200, body: changedWebspace("add-subscription") },
  removeSubscription: { status: 200, body: changedWebspace("remove-subscription") },
};
