import { failure, type Failure } from "../failure";

/** Who claims an object, as far as it is known: states of earlier versions do not hold the resource's name. */
export interface Claimant {
  /** The resource's name in the program, after its parents' types if it has any. */
  resource?: string | undefined;
  /** The marker that its key carries. */
  marker?: string | undefined;
  /** The outputs that it had before this run, as text. */
  outputs?: string | undefined;
}

/**
 * The vendors' objects that the resources of one run stand for, as far as this process knows:
 * which resource declares or has just taken over which object, and what was deleted. Two resources on
 * one object would change it to and fro, and dropping one would destroy what the other still needs.
 */
export class Claims {
  private readonly holders = new Map<string, Claimant>();
  private readonly taken = new Set<string>();
  private readonly released = new Set<string>();

  /** Claims the objects for a resource. Throws a Failure and claims nothing where another one surely holds one. */
  claim(type: string, objects: readonly string[], claimant: Claimant): void {
    for (const object of objects) {
      const holder = this.holders.get(object);
      if (holder !== undefined && isSame(holder, claimant) === false)
        throw twice(type, object, holder, claimant);
    }
    for (const object of objects) {
      this.holders.set(object, { ...this.holders.get(object), ...withoutUndefined(claimant) });
      this.released.delete(object);
    }
  }

  /** The objects were made or found in this run: what it deletes afterwards cannot be meant for them. */
  take(objects: readonly string[]): void {
    for (const object of objects) this.taken.add(object);
  }

  /** Why a deletion leaves one of the objects alone: who holds it now. Undefined where it may be deleted. */
  holderAfterAll(
    objects: readonly string[],
    claimant: Claimant,
  ): { object: string; holder: Claimant } | undefined {
    for (const object of objects) {
      const holder = this.taken.has(object) ? this.holders.get(object) : this.otherHolder(object, claimant);
      if (holder !== undefined) return { object, holder };
    }
    return undefined;
  }

  /** Another resource of this run that holds the object; in doubt, whoever holds it is another one. */
  otherHolder(object: string, claimant: Claimant): Claimant | undefined {
    const holder = this.holders.get(object);
    return holder === undefined || isSame(holder, claimant) === true ? undefined : holder;
  }

  /** The objects are deleted, or whatever `onDelete` says: nobody may take them over in this run. */
  release(objects: readonly string[]): void {
    for (const object of objects) {
      this.holders.delete(object);
      this.released.add(object);
    }
  }

  isReleased(object: string): boolean {
    return this.released.has(object);
  }
}

/** How messages name a claimant. */
export function nameOf({ resource }: Claimant): string {
  return resource ?? "another resource of this program";
}

/** Undefined where too little is known of one of them. */
function isSame(a: Claimant, b: Claimant): boolean | undefined {
  for (const member of ["resource", "marker", "outputs"] as const) {
    if (a[member] !== undefined && b[member] !== undefined) return a[member] === b[member];
  }
  return undefined;
}

function withoutUndefined(claimant: Claimant): Claimant {
  return Object.fromEntries(Object.entries(claimant).filter(([, value]) => value !== undefined));
}

function twice(type: string, object: string, holder: Claimant, claimant: Claimant): Failure {
  return failure({
    kind: "refused",
    help: "two-holders",
    what: `${type} ${claimant.resource ?? ""} and ${type} ${nameOf(holder)} both stand for ${object}`.replace(
      "  ",
      " ",
    ),
    next: "Nothing was sent. Keep one of the two: each would undo what the other declares, and deleting one would take the object from the other. If it was renamed, add the old name to its aliases",
  });
}
