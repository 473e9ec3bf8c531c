/** What a request costs, by the words at the end of its sentences. */
export type Mark = "buys" | "removes" | "irreversible";

/** At the end of a sentence: a nickname may look like a mark. */
const mark = / \[(buys|removes|irreversible)\](?= \[|;|$)/gm;

/** The marks of requests, as often as they are there. */
export function marksIn(requests: readonly string[]): Mark[] {
  return requests.flatMap((request) =>
    splitAtMarks(request).flatMap((part) => (typeof part === "string" ? [] : [part.mark])),
  );
}

/** A request as its words and its marks, in order. */
export function splitAtMarks(request: string): (string | { mark: Mark })[] {
  return request
    .split(mark)
    .map((part, at) => (at % 2 === 0 ? part : { mark: part as Mark }))
    .filter((part) => part !== "");
}
