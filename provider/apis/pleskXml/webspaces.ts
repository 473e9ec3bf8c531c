import { failure, isFailure, type Failure } from "../../failure";
import { malformed } from "../../wire/malformed";
import type { PacketOperation, PacketResult } from "../../wire/packet";
import { child, type XmlElement } from "../../wire/xml";
import { doesNotExist, pleskFailure } from "./errors";
import { readProblems, type ProblemsReport } from "./problems";
import { packetEndpoint, type OnServer } from "./packets";
import {
  nonEmpty,
  filterFor,
  planNode,
  type OnePlan,
  type OneSubscription,
  type Webspace,
} from "./structures";

type Named = OnServer & { subscription: OneSubscription };

const readingMany = {
  name: "webspace get",
  changes: false,
  whatFailed: () => "The subscriptions could not be read",
};

/**
 * Reads one subscription; undefined where the server says that it does not exist: the error 1013 in
 * its own result, no result, or an ok result without anything in it (plesk-xml-api.md section 3.1).
 */
export const readWebspace = packetEndpoint<Named, Webspace | undefined>({
  name: "webspace get",
  changes: false,
  whatFailed: ({ subscription }) => `Subscription ${subscription.value} could not be read`,
  packet: ({ subscription }) => [getOperation(filterFor(subscription))],
  decode: ([results = []], { subscription }, source) => {
    const [result, ...others] = results;
    if (result === undefined) return undefined;
    if (others.length > 0) throw several(results, subscription, source);
    if (isAbsent(result, subscription)) return undefined;
    if (result.error !== undefined)
      throw pleskFailure(result.error, source, `Subscription ${subscription.value} could not be read`);
    const webspace = webspaceIn(result, source);
    assertAsked(subscription, result, webspace, source);
    return webspace;
  },
});

/**
 * Reads every subscription that the login may see. Only a read may have an empty filter. An entry that
 * cannot be read is left out, so that it does not hide the others.
 */
export const readWebspaces = packetEndpoint<OnServer, Webspace[]>({
  ...readingMany,
  packet: () => [getOperation(["filter", []])],
  decode: ([results = []], _, source) => listOf(results, source).webspaces,
});

/** Subscriptions, and what became of those that could not be read. */
export interface WebspaceList {
  webspaces: Webspace[];
  unreadable: Failure[];
}

/** Reads every subscription that the login may see, or those of one owner, as the server understands ownership. */
export const listWebspaces = packetEndpoint<OnServer & { ownerLogin?: string }, WebspaceList>({
  ...readingMany,
  packet: ({ ownerLogin }) => [
    getOperation([
      "filter",
      ownerLogin === undefined ? [] : [["owner-login", nonEmpty(ownerLogin, "The owner")]],
    ]),
  ],
  decode: ([results = []], { ownerLogin }, source) => {
    const [first] = results;
    // An owner without subscriptions and no subscriptions at all look alike: an error 1013, or a result without an id.
    const isNothing =
      first?.error?.code === doesNotExist || (first?.error === undefined && first?.id === undefined);
    if (results.length < 2 && isNothing) return { webspaces: [], unreadable: [] };
    if (ownerLogin !== undefined && results.length === 1 && first?.error !== undefined)
      throw pleskFailure(first.error, source, `The subscriptions of ${ownerLogin} could not be read`);
    return listOf(results, source);
  },
});

function listOf(results: readonly PacketResult[], source: string): WebspaceList {
  const list: WebspaceList = { webspaces: [], unreadable: [] };
  for (const result of results) {
    try {
      if (result.error !== undefined)
        throw pleskFailure(
          result.error,
          source,
          `Subscription ${result.id ?? result.filterId ?? "?"} could not be read`,
        );
      list.webspaces.push(webspaceIn(result, source));
    } catch (error) {
      if (!isFailure(error)) throw error;
      list.unreadable.push(error);
    }
  }
  return list;
}

/** What an ok answer to a change adds: the report on settings. */
export interface Changed {
  problems: ProblemsReport;
}

/** Puts a subscription on another base plan, or on none. */
export const switchSubscription = packetEndpoint<Named & { plan: OnePlan | "none" }, Changed>({
  ...changing("switch-subscription", "was not switched"),
  packet: ({ subscription, plan }) => [
    webspaceOperation("switch-subscription", [
      filterFor(subscription),
      plan === "none" ? ["no-plan", []] : planNode(plan),
    ]),
  ],
});

/** Applies the settings of its plans to a subscription again. */
export const syncSubscription = packetEndpoint<Named, Changed>({
  ...changing("sync-subscription", "was not synced"),
  packet: ({ subscription }) => [webspaceOperation("sync-subscription", [filterFor(subscription)])],
});

/** Attaches one add-on plan. */
export const addSubscription = packetEndpoint<Named & { plan: OnePlan }, Changed>({
  ...changing("add-subscription", "did not get the add-on plan"),
  packet: ({ subscription, plan }) => [
    webspaceOperation("add-subscription", [filterFor(subscription), planNode(plan)]),
  ],
});

/** Detaches one add-on plan. */
export const removeSubscription = packetEndpoint<Named & { plan: OnePlan }, Changed>({
  ...changing("remove-subscription", "kept the add-on plan"),
  packet: ({ subscription, plan }) => [
    webspaceOperation("remove-subscription", [filterFor(subscription), planNode(plan)]),
  ],
});

function changing(operation: string, outcome: string) {
  const whatFailed = ({ subscription }: Named): string => `Subscription ${subscription.value} ${outcome}`;
  return {
    name: `webspace ${operation}`,
    changes: true,
    object: ({ subscription }: Named): string => subscription.value,
    whatFailed,
    decode: ([results = []]: readonly (readonly PacketResult[])[], input: Named, source: string): Changed => {
      const [result, ...others] = results;
      if (result === undefined || others.length > 0) throw unclear(results.length, source);
      if (result.error !== undefined) throw pleskFailure(result.error, source, whatFailed(input));
      return { problems: readProblems(child(result.element, "problems")?.text) };
    },
  };
}

function getOperation(filter: PacketOperation["content"][number]): PacketOperation {
  return webspaceOperation("get", [
    filter,
    [
      "dataset",
      [
        ["gen_info", []],
        ["subscriptions", []],
      ],
    ],
  ]);
}

function webspaceOperation(operation: string, content: PacketOperation["content"]): PacketOperation {
  return { operator: "webspace", operation, content };
}

/** 1013 means absence only for the value that was asked for; the result names it in one of two ways, or in none. */
function isAbsent({ error, filterId, id, element }: PacketResult, { by, value }: OneSubscription): boolean {
  if (error === undefined) return id === undefined && child(element, "data") === undefined;
  if (error.code !== doesNotExist) return false;
  return (filterId ?? value) === value && (by !== "id" || (id ?? value) === value);
}

/** Something in between may answer with another subscription than the one that was asked for: it must not be changed. */
function assertAsked(
  { by, value }: OneSubscription,
  { filterId = "", element }: PacketResult,
  { guid, id, name, externalId }: Webspace,
  source: string,
): void {
  const shown = {
    guid: [guid],
    id: [id],
    name: [name, textOf(generalOf(element), "ascii-name"), filterId],
    "external-id": [externalId, filterId],
  }[by];
  const plain = by === "name" ? plainName : (text: string) => text.toLowerCase();
  if (shown.some((each) => each === value || plain(each) === plain(value))) return;
  throw malformed(source, `webspace/get/result: its ${by} is ${shown[0] ?? ""}, not ${value}`);
}

/** One spelling for a name: capitals and punycode mean the same. */
export function plainName(name: string): string {
  const url = `http://${name}`;
  return !/[/:@?#\\]/.test(name) && URL.canParse(url) ? new URL(url).hostname : name;
}

function webspaceIn({ id, element }: PacketResult, source: string): Webspace {
  const general = generalOf(element);
  const guid = textOf(general, "guid");
  if (id === undefined || guid === "") {
    throw failure({
      kind: "malformed",
      what: `The answer shows a subscription without ${id === undefined ? "id" : "data/gen_info/guid"}`,
      source,
      next: "Run again; if it stays so, please report it with the version of Plesk",
    });
  }
  const data = child(element, "data");
  const subscriptions = data && child(data, "subscriptions");
  const subscription = subscriptions && child(subscriptions, "subscription");
  const plans = subscription?.children.filter(({ name }) => name === "plan") ?? [];
  return {
    guid,
    id,
    name: textOf(general, "name"),
    externalId: textOf(general, "external-id"),
    // Words, not booleans; a subscription without a plan may show neither.
    locked: textOf(subscription, "locked") === "true",
    synchronized: textOf(subscription, "synchronized") !== "false",
    planGuids: plans.map((plan) => textOf(plan, "plan-guid")).filter((each) => each !== ""),
  };
}

function generalOf(result: XmlElement): XmlElement | undefined {
  const data = child(result, "data");
  return data && child(data, "gen_info");
}

function textOf(element: XmlElement | undefined, name: string): string {
  return (element && child(element, name)?.text.trim()) ?? "";
}

function several(results: readonly PacketResult[], { by, value }: OneSubscription, source: string): Error {
  const names = results.map(({ id, element }) => {
    const general = generalOf(element);
    return `${textOf(general, "name")} (id ${id ?? "?"}, guid ${textOf(general, "guid")})`;
  });
  return failure({
    kind: "rejected",
    property: "subscription",
    what: `Several subscriptions have the ${by} ${value}: ${names.join(", ")}`,
    source,
    next: "Name the one that is meant by its guid",
  });
}

/** No result, or more than one, to a change of one subscription: only a read can tell what happened. */
function unclear(count: number, source: string): Error {
  return failure({
    kind: "malformed",
    what: `The change may or may not have been executed: the response contains ${count} results instead of 1`,
    source,
    next: "Run again: it looks first and goes on from what it finds",
  });
}
