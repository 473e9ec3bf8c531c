import { Provider, type ProviderArgs } from "../../../provider";
import { settingTables, type Setting } from "../../../provider/settings";
import { record } from "./monitor";

const secretSign = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

async function registered(args: ProviderArgs, envVarMappings?: Record<string, string>) {
  const { registrations } = await record(
    () => new Provider("east", args, envVarMappings ? { envVarMappings } : {}),
  );
  const found = registrations.get("east");
  if (found === undefined) throw new Error("it was not registered");
  return found;
}

describe("an explicit provider", () => {
  it.each(["partner30", "partner10", "flexCloud"] as const)(
    "takes every setting of %s under the name without its prefix, as text, the password as a secret",
    async (system) => {
      const table: Record<string, Setting> = settingTables[system];
      const args = Object.fromEntries(Object.keys(table).map((name) => [name, `my ${name}`]));
      const { inputs } = await registered({ [system]: args });
      const expected = Object.entries(table).map(([name, { key, secret }]) => [
        key,
        secret ? { ...secretSign, value: `my ${name}` } : `my ${name}`,
      ]);
      expect(inputs).toEqual(Object.fromEntries(expected));
      expect(table.password?.secret).toBe(true);
    },
  );

  it("takes numbers, and leaves out what is left out", async () => {
    const { inputs } = await registered({
      partner10: { url: "https://ka.example:7050/", timeout: 30 },
      flexCloud: { requestsPerSecond: 0.5 },
    });
    expect(inputs).toEqual({
      "plesk:partner10Url": "https://ka.example:7050/",
      "plesk:partner10Timeout": "30",
      "plesk:flexCloudRequestsPerSecond": "0.5",
    });
  });

  it("renames environment variables for itself alone", async () => {
    const mappings = { EAST_LOGIN: "PLESK_PARTNER10_LOGIN", EAST_CLOUD: "PLESK_FLEX_CLOUD_PASSWORD" };
    const { request } = await registered({}, mappings);
    expect(Object.fromEntries(request.envvarmappingsMap)).toEqual(mappings);
  });
});
