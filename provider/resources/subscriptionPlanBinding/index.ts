import type * as pulumi from "@pulumi/pulumi";

import { PleskResource } from "../../host/pleskResource";
import { subscriptionPlanBinding } from "./spec";

/** A subscription (webspace), by exactly one of these. Another one replaces the binding. */
export interface SubscriptionArgs {
  /** For life, also through migrations and renames. The best choice. */
  guid?: pulumi.Input<string>;
  /** The server's own number; another one after a migration. */
  id?: pulumi.Input<number>;
  /** The main domain. A subscription that is renamed later stays bound. */
  name?: pulumi.Input<string>;
  /** What an integration set. */
  externalId?: pulumi.Input<string>;
}

/** A plan, by exactly one of guid, externalId and name. */
export interface PlanArgs {
  /** Made by each server; equal plans of two servers have different ones. */
  guid?: pulumi.Input<string>;
  /** What an integration set, e.g. the same on all servers. */
  externalId?: pulumi.Input<string>;
  /** Unique among the plans of one owner only. */
  name?: pulumi.Input<string>;
  /** With a name: the login whose plan it is, e.g. `admin`. Left out: whoever has a plan of this name, if it is one. */
  owner?: pulumi.Input<string>;
}

/**
 * What is left out is not managed.
 *
 * Source: Plesk XML API, "Managing Subscriptions", "Switching a Subscription to a Different Service
 * Plan" and "Syncing a Subscription with a Service Plan".
 */
export interface SubscriptionPlanBindingArgs {
  /** The name that the settings give the Plesk server, e.g. `web-1`. Another one replaces the binding. */
  server: pulumi.Input<string>;
  /** The subscription. It has to exist. Another one replaces the binding. */
  subscription: pulumi.Input<SubscriptionArgs>;
  /** The plan that it follows, or `none`. Changed in place. */
  plan: pulumi.Input<"none" | PlanArgs>;
  /**
   * All add-on plans, in any order: others are detached. Left out: add-on plans are not managed, and
   * one that is lost is reported. Changed in place.
   */
  addOnPlans?: pulumi.Input<pulumi.Input<PlanArgs>[]>;
  /**
   * Which subscriptions that have lost touch with their plan are synced: `never` (default) only reports
   * them, `unsynchronized` syncs those to which something could not be provided, `always` also locked
   * ones, whose own settings are then replaced by the plan's. A sync that changes nothing is not
   * repeated until something changes.
   */
  sync?: pulumi.Input<"never" | "unsynchronized" | "always">;
  /**
   * What to do when the server reports that it cannot give all that a plan asks for: `warn` (default),
   * or `fail`. The change is made in both cases, and a failure keeps the resource.
   */
  onProblems?: pulumi.Input<"warn" | "fail">;
  /**
   * What deleting the resource does with the subscription. `keep`, or left out: nothing, it stays on its plan
   * (the preview of a dynamic resource shows `delete[retain]`). `no-plan` takes the plan away; its settings stay. A change
   * alone sends nothing; it has to be applied with `pulumi up` before a `pulumi destroy` that should
   * follow it.
   */
  onDelete?: pulumi.Input<"keep" | "no-plan">;
}

/** A plan as the server shows it. */
export interface BoundPlan {
  /** The GUID that the server made. */
  guid: string;
  /** Absent where the login may not see the plan. */
  name?: string;
  /** What an integration set, where there is something. */
  externalId?: string;
}

/** The subscription as the server shows it. */
export interface SubscriptionPlanBindingInfo {
  /** Its GUID, for life. */
  subscriptionGuid: string;
  /** Its number on this server. */
  subscriptionId: string;
  /** The main domain. */
  subscriptionName: string;
  /** The base plan, or null. */
  plan: BoundPlan | null;
  /** All add-on plans that are attached. */
  addOnPlans: BoundPlan[];
  /** Whether it has settings of its own; edits of its plan then skip it. */
  locked: boolean;
  /** Whether all that its plans ask for is provided. */
  synchronized: boolean;
}

/**
 * The service plan that a subscription of a Plesk server follows, over the Plesk XML API. Creating
 * binds a subscription that exists; one that is on the plan already is only looked at. The id is the
 * server's name and the subscription's GUID, `web-1/5142fa81-...`.
 */
export class SubscriptionPlanBinding extends PleskResource {
  /** The server as declared. */
  declare readonly server: pulumi.Output<string>;
  /** The subscription as declared. */
  declare readonly subscription: pulumi.Output<{
    guid?: string;
    id?: number;
    name?: string;
    externalId?: string;
  }>;
  /** The plan as declared or, after a refresh, as it is. */
  declare readonly plan: pulumi.Output<
    "none" | { guid?: string; externalId?: string; name?: string; owner?: string }
  >;
  /** The add-on plans as declared or, after a refresh, as they are; undefined where they are not declared. */
  declare readonly addOnPlans: pulumi.Output<
    { guid?: string; externalId?: string; name?: string; owner?: string }[] | undefined
  >;
  /** As declared. */
  declare readonly sync: pulumi.Output<"never" | "unsynchronized" | "always" | undefined>;
  /** As declared. */
  declare readonly onProblems: pulumi.Output<"warn" | "fail" | undefined>;
  /** As declared. */
  declare readonly onDelete: pulumi.Output<"keep" | "no-plan" | undefined>;
  /** All that is known of the subscription. */
  declare readonly binding: pulumi.Output<SubscriptionPlanBindingInfo>;

  constructor(name: string, args: SubscriptionPlanBindingArgs, options?: pulumi.CustomResourceOptions) {
    super(subscriptionPlanBinding as never, name, { ...args }, ["binding"], options);
  }

  /**
   * A binding that something else manages, by `server/guid`: read on each run, never changed. One that
   * the login cannot see is an error.
   */
  static get(
    name: string,
    id: pulumi.Input<string>,
    options?: pulumi.CustomResourceOptions,
  ): SubscriptionPlanBinding {
    const nothing = {} as SubscriptionPlanBindingArgs;
    return new this(name, nothing, { ...options, id });
  }

  /** The subscription's GUID. */
  get subscriptionGuid(): pulumi.Output<string> {
    return this.binding.apply(({ subscriptionGuid }) => subscriptionGuid);
  }

  /** The subscription's id on this server. */
  get subscriptionId(): pulumi.Output<string> {
    return this.binding.apply(({ subscriptionId }) => subscriptionId);
  }

  /** The main domain. */
  get subscriptionName(): pulumi.Output<string> {
    return this.binding.apply(({ subscriptionName }) => subscriptionName);
  }

  /** The base plan's GUID, or null. */
  get planGuid(): pulumi.Output<string | null> {
    return this.binding.apply(({ plan }) => plan?.guid ?? null);
  }

  /** The base plan's name, where the login may see the plan. */
  get planName(): pulumi.Output<string | undefined> {
    return this.binding.apply(({ plan }) => plan?.name);
  }

  /** The GUIDs of all add-on plans. */
  get addOnPlanGuids(): pulumi.Output<string[]> {
    return this.binding.apply(({ addOnPlans }) => addOnPlans.map(({ guid }) => guid));
  }

  /** Whether it has settings of its own; edits of its plan then skip it. */
  get locked(): pulumi.Output<boolean> {
    return this.binding.apply(({ locked }) => locked);
  }

  /** Whether all that its plans ask for is provided. */
  get synchronized(): pulumi.Output<boolean> {
    return this.binding.apply(({ synchronized }) => synchronized);
  }
}
