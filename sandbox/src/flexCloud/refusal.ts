import type { FlexCloudAssumptions } from "../assumptions";
import type { VendorAnswer } from "../system";

/** The classes of errors: the root members of their bodies. */
export type ErrorClass = "badRequest" | "forbidden" | "itemNotFound" | "conflict";

/** The id that the vendor's samples show, so that errors equal them. */
const ERROR_ID = "59e0b3dd-2173-432a-8ff5-60efe16e83bf";

const UNAUTHORIZED =
  "This server could not verify that you are authorized to access the document you requested. Either you supplied " +
  "the wrong credentials (e.g., bad password), or your browser does not understand how to supply the credentials " +
  "required.";

/** What is answered without an error class. */
const TITLES: Readonly<Record<number, string>> = {
  401: "401 Unauthorized",
  405: "405 Method Not Allowed",
  415: "415 Unsupported Media Type",
  500: "500 Internal Server Error",
  502: "502 Bad Gateway",
  503: "503 Service Unavailable",
};

/** Thrown while a request is worked on: becomes an error answer. Its message is for the ledger and quotes nothing. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    /** The root member; undefined where the body is no JSON. */
    readonly root?: ErrorClass,
    readonly text = "",
    readonly details = "",
  ) {
    super([String(status), text].filter(Boolean).join(" "));
  }
}

/** The refusals of the vendor's samples, and those that only its list of codes names. */
export const REFUSED = {
  unauthorized: () => new Refusal(401),
  forbidden: () => new Refusal(403, "forbidden", "forbidden"),
  notFound: () => new Refusal(404, "itemNotFound", "Resource not found"),
  actions: () =>
    new Refusal(400, "badRequest", "Bad Request", "Multiple actions per request are not allowed"),
  parameter: () => new Refusal(400, "badRequest", "Bad Request", "Check your parameter"),
  noServer: () => new Refusal(400, "badRequest", "Bad Request", "Server not found"),
  pleskLogin: () =>
    new Refusal(
      403,
      "forbidden",
      "WrongPleskAuthentication",
      "Could not login to Plesk vm, check your VM login information",
    ),
  busy: () =>
    new Refusal(
      409,
      "conflict",
      "PleskStillUpgrading",
      "Some task is in processing for this instance. please wait for a while",
    ),
  textkey: () => new Refusal(409, "conflict", "WrongAddonTextkey", "Please specify proper addon textkey"),
  conflict: () => new Refusal(409, "conflict", "Conflict", "The state of the server does not allow it"),
};

/** The refusal of a status that a server or the sandbox is told to answer with. */
export function refusalOf(status: number): Refusal {
  const known: Readonly<Record<number, () => Refusal>> = {
    400: REFUSED.parameter,
    403: REFUSED.forbidden,
    404: REFUSED.notFound,
    409: REFUSED.conflict,
  };
  return known[status]?.() ?? new Refusal(status);
}

/** The answer of a refusal. */
export function refusalAnswer(refusal: Refusal, assumptions: FlexCloudAssumptions): VendorAnswer {
  const { status, root, text: message, details } = refusal;
  if (!root) return titled(status, assumptions);
  const { errorIdName } = assumptions;
  const id = errorIdName === "none" ? {} : { [errorIdName]: ERROR_ID };
  const body = JSON.stringify({ [root]: { message, code: status, details, ...id } });
  return { status, headers: { "Content-Type": "application/json" }, body };
}

function titled(status: number, { unauthorizedBody }: FlexCloudAssumptions): VendorAnswer {
  const title = TITLES[status] ?? String(status);
  const explained = status === 401 ? `${title} ${UNAUTHORIZED}` : title;
  const isHtml = status >= 500 || (status === 401 && unauthorizedBody === "html");
  return {
    status,
    headers: { "Content-Type": isHtml ? "text/html; charset=UTF-8" : "text/plain; charset=UTF-8" },
    body: isHtml
      ? `<html><head><title>${title}</title></head><body>${explained}</body></html>\n`
      : `${explained}\n`,
  };
}
