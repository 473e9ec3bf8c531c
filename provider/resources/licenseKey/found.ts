/** What a program is told of a key that something else manages. */
import type { FunctionSpec } from "../../converge/resource";
import { lookUp } from "./find";
import { codec, parseLookUp, type LookUp } from "./model";
import { isUnmatched } from "./state";

export const getLicenseKey: FunctionSpec<LookUp> = {
  name: "getLicenseKey",
  parse: parseLookUp,
  read: async (call, by) => {
    const state = await lookUp(call, by);
    const { key } = codec.encodeState(state, {});
    return {
      ...(key as object),
      items: state.key.items.filter((item) => !isUnmatched(item)),
      ...state.credentials,
    };
  },
  secretOutputs: ["activationCode", "activationLink"],
};
