/** Pulumi stacks for demos and tests: on the Pulumi CLI where there is one, else on the embedded engine. */

export { findEngine, type Engine, type EngineKind, type FindOptions } from "./find";
export { openStack, type OpenedStack, type OpenStackOptions } from "./openStack";
export {
  PartialFailure,
  startProviderProcess,
  type ProviderClient,
  type ProviderDiff,
  type StartedProvider,
  type StartProviderOptions,
  type Values,
} from "./providerClient";
