import type { VendorAnswer } from "../../system";
import type { Call } from "../exchange";
import { createKey } from "./create";
import { modifyKey, terminateKey } from "./modify";
import { FILTERS, listKeys, readKey } from "./read";
import {
  convertToEdition,
  readRemainingActivations,
  reinstateSus,
  renewKey,
  renewSus,
  retrieveKey,
  setRemainingActivations,
} from "./service";

/** One endpoint of the reference's section 3. */
export interface Route {
  /** Its name in the ledger. */
  readonly endpoint: string;
  readonly method: string;
  /** What follows `keys/{key}/`; undefined for the collection, empty for the key itself. */
  readonly action: string | undefined;
  /** The query parameters that it knows. */
  readonly parameters: readonly string[];
  /** Whether it takes a body. */
  readonly body?: boolean;
  /** Whether it changes the key that the path names. */
  readonly changes?: boolean;
  readonly run: (call: Call) => VendorAnswer;
}

const STATE = "return-key-state";

/**
 * The endpoints. Two undocumented parameters are known from the vendor's own modules: `retailer` on create and
 * `return-key-state` on read.
 */
const ROUTES: readonly Route[] = [
  {
    endpoint: "createKey",
    method: "POST",
    action: undefined,
    parameters: [STATE, "retailer"],
    body: true,
    run: createKey,
  },
  { endpoint: "listKeys", method: "GET", action: undefined, parameters: FILTERS, run: listKeys },
  { endpoint: "readKey", method: "GET", action: "", parameters: [STATE], run: readKey },
  {
    endpoint: "modifyKey",
    method: "PUT",
    action: "",
    parameters: [STATE],
    body: true,
    changes: true,
    run: modifyKey,
  },
  {
    endpoint: "terminateKey",
    method: "DELETE",
    action: "",
    parameters: [STATE],
    changes: true,
    run: terminateKey,
  },
  {
    endpoint: "retrieveKey",
    method: "GET",
    action: "retrieve",
    parameters: ["previous-version"],
    run: retrieveKey,
  },
  { endpoint: "renewKey", method: "GET", action: "renew", parameters: [STATE], changes: true, run: renewKey },
  {
    endpoint: "renewSus",
    method: "POST",
    action: "renew-sus",
    parameters: [STATE],
    changes: true,
    run: renewSus,
  },
  {
    endpoint: "reinstateSus",
    method: "POST",
    action: "reinstate-sus",
    parameters: [STATE, "externalId"],
    changes: true,
    run: reinstateSus,
  },
  {
    endpoint: "convertToEdition",
    method: "POST",
    action: "convert-to-edition",
    parameters: [STATE, "edition"],
    changes: true,
    run: convertToEdition,
  },
  {
    endpoint: "readRemainingActivations",
    method: "GET",
    action: "remaining-activations",
    parameters: [],
    run: readRemainingActivations,
  },
  {
    endpoint: "setRemainingActivations",
    method: "POST",
    action: "remaining-activations",
    parameters: ["remaining-activations"],
    changes: true,
    run: setRemainingActivations,
  },
];

/** A path taken apart. */
export interface Found {
  /** The endpoint; undefined when the path or the method is unknown. */
  readonly route: Route | undefined;
  /** The key reference of the path. */
  readonly reference: string;
  /** The methods that the path knows. */
  readonly methods: readonly string[];
}

/** Finds the endpoint of a path below the prefix. */
export function findRoute(method: string, path: string): Found {
  const [collection, reference, action = "", ...rest] = path.split("/");
  const wanted = reference === undefined ? undefined : action;
  const known = collection === "keys" && reference !== "" && rest.length === 0 && !path.endsWith("/");
  const routes = known ? ROUTES.filter((route) => route.action === wanted) : [];
  return {
    route: routes.find((route) => route.method === method),
    reference: reference ?? "",
    methods: routes.map((route) => route.method),
  };
}
