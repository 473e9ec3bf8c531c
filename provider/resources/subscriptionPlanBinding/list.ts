import { listWebspaces } from "../../apis/pleskXml/webspaces";
import type { ListSpec } from "../../converge/resource";
import { messageOf } from "../../failure";
import { parseListed, type Listed } from "./model";

/** The subscriptions of a server, as ids of bindings. */
export const subscriptions: ListSpec<Listed> = {
  parse: parseListed,
  read: async (call, { server, owner }) => {
    const { webspaces, unreadable } = await call(listWebspaces, {
      server,
      ...(owner === undefined ? {} : { ownerLogin: owner }),
    });
    for (const problem of unreadable) call.say(`Warning: ${messageOf(problem)}`);
    return webspaces.map(({ guid, name }) => ({ id: `${server}/${guid}`, name }));
  },
};
