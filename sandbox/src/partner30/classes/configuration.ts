import { asks, type Modification } from "../modification";
import type { PlannedOperation } from "../operations";
import { malformed, Refusal } from "../refusal";

/** The configurations of the account; the first one is the default (reference, section 9). */
const CONFIGURATIONS = [1, 2, 3];

/** Assigning a product configuration. */
export function configurationOperations(modification: Modification): PlannedOperation[] {
  const { exchange, key, body } = modification;
  let id = body.productConfigurationId;
  if (id === null) {
    const { productConfigurationNull } = exchange.assumptions;
    if (productConfigurationNull === "refused")
      throw malformed("productConfigurationId", "must not be null.");
    if (productConfigurationNull === "ignored") return [];
    id = 1;
  }
  if (!asks(modification, id, key.productConfigurationId)) return [];
  const assigned = id;
  const run = () => {
    if (!CONFIGURATIONS.includes(assigned)) {
      const message = "The product configuration was not found.";
      throw new Refusal("badConfiguration", 400, message, `Product configuration ID = ${assigned}.`);
    }
    key.productConfigurationId = assigned;
  };
  return [{ name: "productConfiguration", class: "productConfiguration", run }];
}
