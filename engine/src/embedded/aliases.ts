/** Renamed resources: which old URNs a registration may mean. */

import { type AliasSpec } from "./goal";
import { createUrn, qualifiedType, ROOT_STACK_TYPE, urnName } from "./state";

export interface Registrant {
  stack: string;
  project: string;
  parent: string;
  type: string;
  name: string;
}

/** Candidates in order. `aliasOfParent` is the old URN that the parent turned out to have had. */
export function aliasUrns(
  of: Registrant,
  aliases: AliasSpec[],
  oldUrnOf: (urn: string) => string | undefined,
): string[] {
  const own = aliases.map((alias) => collapse(of, alias, oldUrnOf));
  const parentAlias = of.parent ? oldUrnOf(of.parent) : undefined;
  if (!parentAlias) return [...new Set(own)];
  const inherit = (type: string, name: string): string => inherited(of, type, name, parentAlias);
  return [
    ...new Set([
      ...own,
      inherit(of.type, of.name),
      ...own.map((urn) => inherit(lastType(urn), urnName(urn))),
    ]),
  ];
}

function collapse(of: Registrant, alias: AliasSpec, oldUrnOf: (urn: string) => string | undefined): string {
  if (alias.urn) return alias.urn;
  const parent = alias.parent ? (oldUrnOf(alias.parent) ?? alias.parent) : of.parent;
  const rootless = alias.noParent === true || qualifiedType(parent) === ROOT_STACK_TYPE;
  return createUrn(
    given(alias.stack) ?? of.stack,
    given(alias.project) ?? of.project,
    rootless ? "" : parent,
    given(alias.type) ?? of.type,
    given(alias.name) ?? of.name,
  );
}

/** A child named after its parent (`app-key` under `app`) was named after the parent's old name, too. */
function inherited(of: Registrant, type: string, name: string, parentAlias: string): string {
  const parentName = urnName(of.parent);
  const oldName = name.startsWith(parentName) ? urnName(parentAlias) + name.slice(parentName.length) : name;
  return createUrn(of.stack, of.project, parentAlias, type, oldName);
}

function lastType(urn: string): string {
  return qualifiedType(urn).split("$").at(-1) ?? "";
}

/** Protobuf has no absent strings, only empty ones. */
function given(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
