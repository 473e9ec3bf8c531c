import { newCrypter, openCrypter, passphraseFrom } from "../src/state/secrets";

// Made by the Pulumi CLI 3.260.0 with the passphrase "p".
const CLI_SALT = "v1:O2vqCznsnTY=:v1:1pJT8PGBlm3eI3Kb:BoyRu+OTiOGRwjetyaJ5/XjFYyReFA==";
const CLI_CIPHERTEXT = "v1:6Nedlft9wtvqtYA2:EOYrjtEkaJ3QRvS7ndJkIAL3Nw==";

describe("passphrase secrets", () => {
  test("reads what the Pulumi CLI encrypted", async () => {
    const crypter = await openCrypter("p", CLI_SALT);
    expect(crypter.decrypt(CLI_CIPHERTEXT)).toBe("sss");
  });

  test("a fresh salt opens with its passphrase and refuses another", async () => {
    const { salt, encrypt } = await newCrypter("right");
    expect((await openCrypter("right", salt)).decrypt(encrypt("value"))).toBe("value");
    await expect(openCrypter("wrong", salt)).rejects.toThrow("incorrect passphrase");
    await expect(openCrypter("right", "v1:damaged")).rejects.toThrow("malformed encryption salt");
  });

  test("a ciphertext is never the same twice, and a changed one is refused", async () => {
    const crypter = await openCrypter("p", CLI_SALT);
    expect(crypter.encrypt("x")).not.toBe(crypter.encrypt("x"));
    expect(() => crypter.decrypt(CLI_CIPHERTEXT.replace("EOY", "EOZ"))).toThrow();
    expect(() => crypter.decrypt("v2:a:b")).toThrow("malformed ciphertext");
  });

  test("no passphrase at all is said", () => {
    expect(() => passphraseFrom({})).toThrow("PULUMI_CONFIG_PASSPHRASE");
    expect(passphraseFrom({ PULUMI_CONFIG_PASSPHRASE: "" })).toBe("");
  });
});
