import type { Element } from "../../xml";

/** Elements by name, in the order in which the schema lists them. */
export type Named = Readonly<Record<string, ContentType>>;

/** What an element may hold. */
export type ContentType =
  /** Nothing, not even blanks. */
  | { readonly kind: "empty" }
  /** Any text. */
  | { readonly kind: "text" }
  /** A positive whole number. */
  | { readonly kind: "id" }
  /** One or more of these, in any order. */
  | { readonly kind: "many"; readonly of: Named }
  /** Nothing, or one of these, which may then be repeated. */
  | { readonly kind: "oneKind"; readonly of: Named }
  /** Each of these at most once, in any order. */
  | { readonly kind: "anyOrder"; readonly of: Named }
  /** One of each step, in this order. */
  | { readonly kind: "sequence"; readonly steps: readonly Step[] };

/** A place in a sequence: exactly one of these, or at most one where it is optional. */
export interface Step {
  readonly oneOf: Named;
  readonly optional?: true;
}

/** The first mistake in a document, in the words of libxml2, which the vendor's server passes on. */
export interface Mistake {
  readonly line: number;
  readonly message: string;
}

const MOST_NAMED = 10;

/** Checks an element and all below it; undefined when nothing is wrong. */
export function firstMistake(element: Element, type: ContentType): Mistake | undefined {
  return ownMistake(element, type) ?? childMistake(element, type);
}

function ownMistake(element: Element, type: ContentType): Mistake | undefined {
  const { children, text } = element;
  const simple = type.kind === "text" || type.kind === "id";
  if (simple || type.kind === "empty") {
    const why = simple ? "the type definition is simple" : "the content type is empty";
    if (children.length > 0) return mistake(element, `Element content is not allowed, because ${why}.`);
    if (!simple && text !== "") return mistake(element, `Character content is not allowed, because ${why}.`);
    return type.kind === "id" ? idMistake(element) : undefined;
  }
  if (text.trim() === "") return undefined;
  const why =
    "Character content other than whitespace is not allowed because the content type is 'element-only'.";
  return mistake(element, why);
}

function idMistake(element: Element): Mistake | undefined {
  const value = element.text.trim();
  if (/^\+?\d*[1-9]\d*$/.test(value)) return undefined;
  return mistake(element, `'${value}' is not a valid value of the atomic type 'id_type'.`);
}

function childMistake(element: Element, type: ContentType): Mistake | undefined {
  let state = startOf(type);
  for (const child of element.children) {
    const found = state.next(child.name);
    if (!found) return mistake(child, `This element is not expected.${expectation(state.expected)}`);
    const below = attributeMistake(child) ?? firstMistake(child, found.type);
    if (below) return below;
    state = found.state;
  }
  if (state.mayEnd) return undefined;
  return mistake(element, `Missing child element(s).${expectation(state.expected)}`);
}

/** No element but the packet has attributes. */
function attributeMistake(element: Element): Mistake | undefined {
  const [name] = Object.keys(element.attributes);
  if (name === undefined) return undefined;
  const message = `Element '${element.name}', attribute '${name}': The attribute '${name}' is not allowed.`;
  return { line: element.line, message };
}

/** Where in an element's content a reader is. */
interface State {
  /** What the message names: libxml2 names nothing where a repetition could go on. */
  readonly expected: readonly string[];
  readonly mayEnd: boolean;
  next(name: string): { type: ContentType; state: State } | undefined;
}

function startOf(type: ContentType): State {
  switch (type.kind) {
    case "many":
      return repeated(type.of, Object.keys(type.of), false);
    case "oneKind":
      return oneKind(type.of, Object.keys(type.of));
    case "anyOrder":
      return anyOrder(type.of);
    case "sequence":
      return sequence(type.steps);
    default:
      return sequence([]);
  }
}

function repeated(of: Named, expected: readonly string[], mayEnd: boolean): State {
  return { expected, mayEnd, next: (name) => taken(of, name, () => repeated(of, [], true)) };
}

function oneKind(of: Named, expected: readonly string[]): State {
  const next = (name: string) => taken(of, name, (type) => oneKind({ [name]: type }, [name]));
  return { expected, mayEnd: true, next };
}

function anyOrder(of: Named): State {
  const without = (name: string) => Object.fromEntries(Object.entries(of).filter(([it]) => it !== name));
  return { expected: [], mayEnd: true, next: (name) => taken(of, name, () => anyOrder(without(name))) };
}

function sequence(steps: readonly Step[]): State {
  const firstRequired = steps.findIndex(({ optional }) => !optional);
  const reachable = firstRequired < 0 ? steps : steps.slice(0, firstRequired + 1);
  return {
    expected: reachable.flatMap(({ oneOf }) => Object.keys(oneOf)),
    mayEnd: firstRequired < 0,
    next: (name) => {
      const at = reachable.findIndex(({ oneOf }) => Object.hasOwn(oneOf, name));
      return taken(steps[at]?.oneOf ?? {}, name, () => sequence(steps.slice(at + 1)));
    },
  };
}

function taken(of: Named, name: string, state: (type: ContentType) => State) {
  const type = Object.hasOwn(of, name) ? of[name] : undefined;
  return type && { type, state: state(type) };
}

function expectation(names: readonly string[]): string {
  if (names.length === 0) return "";
  const list = names.slice(0, MOST_NAMED).join(", ");
  return ` Expected is ${names.length > 1 ? "one of " : ""}( ${list} ).`;
}

function mistake({ name, line }: Element, message: string): Mistake {
  return { line, message: `Element '${name}': ${message}` };
}
