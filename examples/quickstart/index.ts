import * as pulumi from "@pulumi/pulumi";
import * as plesk from "pulumi-plesk";

// What is bought, and where, is always yours to say: there is no default that could cost money.
const config = new pulumi.Config("quickstart");

const key = new plesk.LicenseKey("web-01", {
  items: config.requireObject<string[]>("items").map((item) => ({ item })),
  nickname: config.get("nickname") ?? "web-01",
});

export const keyId = key.keyId;
export const keyNumber = key.keyNumber;
export const status = key.status;
export const activationCode = key.activationCode;
