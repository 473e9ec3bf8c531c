import type { Exchange } from "../exchange";
import { asks, type Modification } from "../modification";
import type { PlannedOperation } from "../operations";
import { malformed } from "../refusal";

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
