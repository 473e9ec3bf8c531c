import type { Failure } from "../../provider/failure";
import type { Setting } from "../../provider/settings";

/** What to do about a failure, by what it says of its cause; for everything else the failure knows itself. */
export function adviceFor(failure: Failure, settings: Record<string, Setting>): string {
  const { message, kind, fields } = failure;
  const url = settings.url?.env ?? "the URL";
  const known = causes.find(([cause]) => cause.test(message));
  if (known !== undefined) return known[1](url, settings);
  if (fields.code === "1006" && settings.accountKind !== undefined)
    return `If the login is a reseller's, set ${settings.accountKind.env} to reseller; else allow it the remote API in the panel`;
  if (kind === "rejected" || kind === "malformed")
    return `Something answers there, but not as this system does: check ${url} (${settings.url?.meaning ?? ""})`;
  return fields.next ?? "Run doctor again";
}

type Advice = (url: string, settings: Record<string, Setting>) => string;

/** Codes of Node.js, which stand in the messages of connections that failed. */
const causes: readonly (readonly [RegExp, Advice])[] = [
  [
    /ENOTFOUND|EAI_AGAIN/,
    (url) => `There is no such host: correct the host name in ${url}, or look at this machine's name service`,
  ],
  [
    /ECONNREFUSED/,
    (url, { fingerprint }) =>
      `Nothing listens there: correct the port in ${url}${fingerprint === undefined ? "" : " (a Plesk panel has 8443)"}, or look whether the service runs`,
  ],
  [
    /no answer within|CONNECT_TIMEOUT|EHOSTUNREACH|ENETUNREACH/,
    (url) => `Look whether a firewall stands between this machine and the host in ${url}`,
  ],
  [
    /CERT_FINGERPRINT_MISMATCH/,
    (_, { fingerprint }) =>
      `Compare with the server's own certificate. If it was renewed, set ${fingerprint?.env ?? ""} anew; if not, somebody else answers there`,
  ],
  [
    /SELF_SIGNED|UNABLE_TO_/,
    (_, settings) => `No authority that Node.js trusts signed its certificate. ${trusting(settings)}`,
  ],
  [
    /ALTNAME/,
    (url, settings) => `Use the host name that its certificate is for in ${url}. ${trusting(settings)}`,
  ],
  [/CERT_HAS_EXPIRED/, () => "Renew the server's certificate"],
];

/** Systems of the vendor have certificates of public authorities; only a proxy in between changes that. */
function trusting({ fingerprint, ca }: Record<string, Setting>): string {
  if (fingerprint === undefined || ca === undefined)
    return "Name a proxy's own authority with NODE_EXTRA_CA_CERTS";
  return `Set ${fingerprint.env} to what this prints on the server: openssl x509 -noout -fingerprint -sha256 -in <its certificate>; or ${ca.env} to the PEM text of its authority`;
}
