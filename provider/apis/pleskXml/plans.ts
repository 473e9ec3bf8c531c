import type { PacketOperation, PacketResult } from "../../wire/packet";
import { child, type XmlNode } from "../../wire/xml";
import { doesNotExist, pleskFailure } from "./errors";
import { packetEndpoint, type OnServer } from "./packets";
import { nonEmpty, type Plan } from "./structures";

/** Whose plans are meant: the login's own, everybody's (administrators only), or those of one login. */
export type PlanOwner = "own" | "all" | { login: string };

/**
 * All service plans and add-on plans of an owner: two operations in one packet. A subscription's plans
 * carry no sign of which kind they are, so this is what tells them apart (plesk-xml-api.md section 5.1).
 */
export const readPlans = packetEndpoint<OnServer & { owner: PlanOwner }, Plan[]>({
  name: "service-plan get",
  changes: false,
  whatFailed: () => "The service plans could not be read",
  packet: ({ owner }) => [
    { operator: "service-plan", operation: "get", content: choice(owner) },
    { operator: "service-plan-addon", operation: "get", content: choice(owner) },
  ],
  decode: ([base = [], addOns = []], _, source) => [
    ...base.flatMap((result) => planIn(result, "base", source)),
    ...addOns.flatMap((result) => planIn(result, "addOn", source)),
  ],
});

/** The owner stands after the filter, not inside of it (section 4.2). */
function choice(owner: PlanOwner): PacketOperation["content"] {
  const filter: XmlNode = ["filter", []];
  if (owner === "own") return [filter];
  if (owner === "all") return [filter, ["owner-all", []]];
  return [filter, ["owner-login", nonEmpty(owner.login, "The plan's owner")]];
}

/** No plans at all can look like the error 1013, like no result, or like an ok result with nothing in it. */
function planIn({ error, element }: PacketResult, kind: Plan["kind"], source: string): Plan[] {
  if (error?.code === doesNotExist) return [];
  if (error !== undefined) throw pleskFailure(error, source, "The service plans could not be read");
  const text = (name: string): string => child(element, name)?.text.trim() ?? "";
  const guid = text("guid");
  if (guid === "") return [];
  const owner = text("owner-login") || text("owner-id");
  return [{ guid, name: text("name").normalize(), externalId: text("external-id"), owner, kind }];
}
