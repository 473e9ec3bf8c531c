import type { PleskXmlAssumptions } from "../assumptions";

/** What the codes of the reference's section 10 say, in English and in German; the wording is the sandbox's own. */
const TEXTS: Readonly<Record<number, readonly [english: string, german: string]>> = {
  1001: ["Wrong login or password.", "Falscher Benutzername oder falsches Passwort."],
  1002: ["Object already exists.", "Das Objekt ist bereits vorhanden."],
  1003: ["Agent initialization failed.", "Der Agent konnte nicht initialisiert werden."],
  1004: ["Initial setup was not completed.", "Die Ersteinrichtung ist nicht abgeschlossen."],
  1005: ["API RPC protocol version is not supported.", "Die Protokollversion wird nicht unterstützt."],
  1006: ["Permission denied.", "Zugriff verweigert."],
  1007: ["Object already exists.", "Das Objekt ist bereits vorhanden."],
  1008: ["Multiple access denied.", "Gleichzeitiger Zugriff verweigert."],
  1009: ["Invalid Virtuozzo key.", "Ungültiger Virtuozzo-Schlüssel."],
  1010: ["Access to the panel is denied.", "Der Zugriff auf das Panel wird verweigert."],
  1011: ["Account is disabled.", "Das Konto ist deaktiviert."],
  1012: ["Login is locked.", "Die Anmeldung ist gesperrt."],
  1013: ["Object does not exist.", "Das Objekt ist nicht vorhanden."],
  1015: ["Owner does not exist.", "Der Besitzer ist nicht vorhanden."],
  1017: ["The feature is not supported in this version.", "Die Funktion wird nicht unterstützt."],
  1018: ["IP address not found.", "Die IP-Adresse wurde nicht gefunden."],
  1019: ["Invalid value.", "Ungültiger Wert."],
  1023: ["Operation failed.", "Der Vorgang ist fehlgeschlagen."],
  1024: ["Limit reached.", "Das Limit ist erreicht."],
  1030: ["The license key has expired.", "Der Lizenzschlüssel ist abgelaufen."],
  11003: ["PleskAPIInvalidSecretKeyException : Invalid secret key.", "Ungültiger geheimer Schlüssel."],
};

/** Thrown while a packet is worked on: becomes the error of one result, or of the whole packet. */
export class PleskError extends Error {
  constructor(
    /** The error code. */
    readonly code: number,
    /** What the validator says; it is never translated. */
    readonly validator?: string,
  ) {
    super(`error ${code}`);
  }
}

/** The text of an error as the server words it. */
export function errorText({ code, validator }: PleskError, { errorTexts }: PleskXmlAssumptions): string {
  if (validator !== undefined) return `Parser error: Request is invalid. ${validator}`;
  const [english, german] = TEXTS[code] ?? [`Error ${code}.`, `Fehler ${code}.`];
  return errorTexts === "german" ? german : english;
}

/** Refuses with the code that an assumption names; any other answer goes on. */
export function refuseWith(answer: string): void {
  if (/^\d+$/.test(answer)) throw new PleskError(Number(answer));
}
