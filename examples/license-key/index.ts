import * as pulumi from "@pulumi/pulumi";
import * as plesk from "pulumi-plesk";

const config = new pulumi.Config();

// The licence of one server. It may be used on this server's address only.
const server = new plesk.LicenseKey("web-01", {
  items: [
    { item: config.require("edition"), externalId: "subscription-4711" },
    { item: "FT-PLESK-1-LANGUAGE-PACK-1M" },
  ],
  nickname: "web-01",
  autoRenew: true,
  ipBinding: { address: config.require("address"), restrict: true },
  // Leaving the program suspends the key; it can be resumed and is never terminated from here.
  onDelete: "suspend",
});

// An add-on is a key of its own, attached to the server's. It is bought after it and deleted before it.
const dnssec = new plesk.LicenseKey("web-01-dnssec", {
  items: [{ item: "ADD-DNSSEC-1M" }],
  parent: { keyId: server.keyId },
  onDelete: "suspend",
});

export const keyId = server.keyId;
export const addOn = dnssec.keyId;
export const activationCode = server.activationCode; // secret
