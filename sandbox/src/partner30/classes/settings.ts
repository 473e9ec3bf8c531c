import type { Exchange } from "../exchange";
import { malformed, Refusal } from "../refusal";
import { asks, type Modification, type PlannedOperation } from "./planned";

/** The short description. */
export function nicknameOperations(modification: Modification): PlannedOperation[] {
  const { exchange, key, body } = modification;
  const { nickname } = body;
  if (nickname === undefined) return [];
  const wanted =
    nickname === null || nickname === "" ? clearedNickname(exchange, nickname) : limited(exchange, nickname);
  if (!asks(modification, wanted, key.nickname)) return [];
  return [{ name: "nickname", class: "nickname", run: () => void (key.nickname = wanted) }];
}

function clearedNickname({ assumptions }: Exchange, sent: null | ""): null | undefined {
  const meaning = sent === null ? assumptions.nicknameNull : assumptions.nicknameEmpty;
  if (meaning === "refused")
    throw malformed("nickname", sent === null ? "must not be null." : "must not be empty.");
  return meaning === "clears" ? null : undefined;
}

function limited({ assumptions }: Exchange, nickname: string): string {
  if (assumptions.nicknameLimit === "cutAt64") return nickname.slice(0, 64);
  const limit = assumptions.nicknameLimit === "refusedOver64" ? 64 : 255;
  if (nickname.length > limit) throw malformed("nickname", `must not be longer than ${limit} characters.`);
  return nickname;
}

/** The autoRenew flag. */
export function autoRenewOperations(modification: Modification): PlannedOperation[] {
  const { key, body } = modification;
  const { autoRenew } = body;
  if (!asks(modification, autoRenew, key.autoRenew)) return [];
  return [{ name: "autoRenew", class: "autoRenew", run: () => void (key.autoRenew = autoRenew) }];
}

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
