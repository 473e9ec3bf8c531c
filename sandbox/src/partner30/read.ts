import type { VendorAnswer } from "../system";
import { type Call, json } from "./answer";
import { shownToRead } from "./consistency";
import { addressedKey, details, refuseTerminated } from "./exchange";
import { Refusal } from "./refusal";
import { fullStructure } from "./structures";

/** Reads a key (reference, section 4.2). */
export function readKey({ exchange, reference }: Call): VendorAnswer {
  const key = addressedKey(exchange, reference);
  const { readTerminated } = exchange.assumptions;
  if (key.terminated && readTerminated === "400") refuseTerminated(key);
  if (key.terminated && readTerminated === "404") {
    throw new Refusal("unknownKey", 404, "The license key was not found.", details(key));
  }
  return json(200, fullStructure(exchange.world, shownToRead(exchange, key)));
}
