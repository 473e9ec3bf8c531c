import { readableKey } from "../addressed";
import type { Method } from "../exchange";
import { keyNumberOf } from "../identifiers";
import { keyDetails } from "../keyDetails";
import { int, present, text } from "../xmlRpc/value";

/** Tells all about a key, terminated and problem keys included (reference, section 5.1). */
export const getKeyInfo: Method = {
  endpoint: "getKeyInfo",
  changes: false,
  deniedTo: [],
  signatures: () => [["string"]],
  run: (exchange, [reference]) => {
    const key = readableKey(exchange, reference as string);
    const { undocumentedFields } = exchange.assumptions;
    return present([
      ["resultCode", int(100)],
      ["resultDesc", text("Key info has been successfully retrieved")],
      ["keyNumber", undocumentedFields === "sent" ? text(keyNumberOf(key)) : undefined],
      ["keyInfo", keyDetails(exchange.world, key)],
    ]);
  },
};
