/** The verbs of the plugin `pulumi-resource-plesk` on plain values: what a native provider is asked beyond a dynamic one. */
import { Allowance } from "../../converge/allowance";
import { leftTo } from "../../converge/lifecycle";
import type {
  CheckFailure,
  FunctionSpec,
  ListedObject,
  ListSpec,
  ResourceSpec,
} from "../../converge/resource";
import { failure, messageOf, type Failure } from "../../failure";
import { isKey, readSettings, settingNames, type ReadConfig, type Settings } from "../../settings";
import { checkpointWarning } from "../checkpoints";
import { FirstLook } from "../firstLook";
import { explain } from "../help";
import { dynamicUrn, markerOf, nativeType, resourceName } from "../identity";
import { reportNotice, reportPlan } from "../plan";
import type { Report } from "../report";
import { hiderOf, markedPaths, markSecrets } from "../secretInputs";
import {
  declaredInputs,
  keep,
  pick,
  secretsName,
  secretValue,
  sendable,
  splitUnknown,
  unknownValue,
  unwrapSecrets,
  withOwnMarker,
  type Properties,
} from "../values";
import { createHandler, deletionSentence, sentenceOf, type Handler, type OpenRun } from "../verbs";
import { detailedDiff, type DetailedDiff } from "./detailedDiff";

/** What the plugin offers. */
export interface Offer {
  resources: Record<string, AnySpec>;
  functions: Record<string, FunctionSpec<never>>;
  /** By the name of the resource. */
  lists: Record<string, ListSpec<never>>;
  /** The package's schema, as Pulumi reads it. */
  schema: Schema;
}

/** A resource of any kind: each spec is called with what it made itself. */
type AnySpec = ResourceSpec<never, never, never>;

interface Schema {
  version: string;
  resources: Record<string, { properties: Properties; inputProperties: Properties }>;
}

/** How the plugin speaks to the engine, and what it runs with. */
export interface Surroundings {
  openRun: OpenRun;
  report: Report;
  /** Reports it too, and nobody waits for it. */
  say: (sentence: string) => void;
}

export interface Checked {
  inputs: Properties;
  failures: CheckFailure[];
}

export interface Difference {
  /** Undefined: the engine is to compare the inputs itself. */
  changes: boolean | undefined;
  replaces: string[];
  detailed: DetailedDiff;
}

/** A resource that is declared. */
interface Wanted {
  urn: string;
  /** The inputs that the state has; none of a resource that is new. */
  olds: Properties;
  news: Properties;
  /** Whether a stack is to hold it. */
  isOfStack: boolean;
}

/** A resource as the engine knows it. */
export interface Known {
  urn: string;
  id: string;
  olds: Properties;
}

/** All of a native provider that has to do with this package and nothing with gRPC. */
export class NativeProvider {
  private readonly handlers = new Map<string, Handler>();
  private config: ReadConfig = () => undefined;
  private known: Settings | undefined;
  private planned: Allowance | undefined;
  private firstLook: FirstLook | undefined;
  /** Whose plan was told before it was sent, and from what: it counts once, however often the engine tries. */
  private readonly told = new Set<string>();
  /**
   * The objects that each resource of this run's program stands for, by URN: deleting what it replaces leaves those. They are
   * not known before the diff that follows the program's check: a refresh, and a resource on which others depend, make the
   * engine ask for more diffs, also of what the program does not declare. A replacement stands for none before it is
   * created.
   */
  private readonly kept = new Map<string, readonly string[] | undefined>();

  constructor(
    private readonly offer: Offer,
    private readonly surroundings: Surroundings,
  ) {}

  get schema(): string {
    return JSON.stringify(this.offer.schema);
  }

  get version(): string {
    return this.offer.schema.version;
  }

  /** Whether every preview and up is to look first (`plesk:lookFirst`). */
  get looksFirst(): boolean {
    return this.settings.lookFirst;
  }

  checkConfig(news: Properties): Checked {
    const failures = Object.keys(news)
      .filter((name) => !isSetting(name))
      .map((name) => ({
        property: name,
        reason: `is no setting of plesk; there are ${settingNames.join(", ")}`,
      }));
    return { inputs: news, failures };
  }

  configure(args: Properties): Promise<void> {
    const settings = unwrapSecrets(args);
    this.config = (key) => settingText(settings[key.replace(/^plesk:/, "")]);
    this.known = undefined;
    this.planned = undefined;
    this.told.clear();
    this.kept.clear();
    this.firstLook = new FirstLook(() => this.settings, this.surroundings.say);
    const config = { get: this.config, require: (key: string) => this.config(key) ?? "" };
    for (const [name, spec] of Object.entries(this.offer.resources)) {
      const handler = createHandler(spec, this.surroundings.openRun);
      this.handlers.set(nativeType({ name }), handler);
      void handler.configure({ config });
    }
    return Promise.resolve();
  }

  /**
   * Answers the inputs that the state is to hold: who the resource is, what of it is secret, and that deleting it
   * keeps the object. In `news` secrets are marked, and here only.
   */
  async check({ urn, olds, news, isOfStack }: Wanted): Promise<Checked> {
    const { spec, handler } = this.resource(urn);
    const isNew = Object.keys(olds).length === 0;
    if (isNew) this.kept.delete(urn);
    else this.kept.set(urn, undefined);
    if (isNew && !isOfStack)
      return { inputs: news, failures: [{ property: "", reason: explain(unkept(spec)) }] };
    const given = unwrapSecrets(news);
    const hidden = { ...this.identity(spec, urn, olds, given), ...secretsIn(spec, news), ...policy(given) };
    const { failures = [] } = await handler.check(olds, { ...given, ...hidden });
    return { inputs: { ...news, ...hidden }, failures };
  }

  async diff({ urn, id, olds }: Known, oldInputs: Properties, news: Properties): Promise<Difference> {
    const { spec, handler } = this.resource(urn);
    const { changes, replaces = [] } = await handler.diff(id, olds, news);
    const isOfProgram = this.kept.has(urn) && this.kept.get(urn) === undefined;
    if (isOfProgram && replaces.length === 0) this.kept.set(urn, objectsIn(spec, olds));
    const isSame = (name: string): boolean => meansTheSame(spec, oldInputs, news, name);
    const before = pick(oldInputs, spec.codec.inputNames);
    const detailed = changes === false ? {} : detailedDiff(before, pick(news, spec.codec.inputNames), isSame);
    return { changes: changes ?? (Object.keys(detailed).length > 0 ? true : undefined), replaces, detailed };
  }

  async create(urn: string, inputs: Properties): Promise<{ id: string; outputs: Properties }> {
    const { spec, handler } = this.resource(urn);
    await this.reportPlan(spec, urn, {}, inputs, false);
    const { id, outs } = (await handler.create(inputs)) as { id: string; outs: Properties };
    this.kept.set(urn, objectsIn(spec, unwrapSecrets(outs)));
    await reportNotice(spec, unwrapSecrets(outs), this.surroundings.report);
    return { id, outputs: outs };
  }

  /** Reports the plan and refuses what may not be sent. What the object will be like is not known. */
  async previewCreate(urn: string, inputs: Properties): Promise<Properties> {
    const { spec } = this.resource(urn);
    await this.reportPlan(spec, urn, {}, inputs, true);
    const unknown = Object.fromEntries(this.outputNames(spec).map((name) => [name, unknownValue]));
    return { ...unknown, ...markSecrets(spec, inputs) };
  }

  async update({ urn, id, olds }: Known, news: Properties): Promise<Properties> {
    const { spec, handler } = this.resource(urn);
    await this.reportPlan(spec, urn, olds, news, false);
    const outs = (await handler.update(id, olds, news)).outs as Properties;
    this.kept.set(urn, objectsIn(spec, unwrapSecrets(outs)));
    return { ...outs, ...ofDynamicProvider(olds) };
  }

  /** The outputs stay as they are known, so that what depends on an id shows no change. */
  async previewUpdate({ urn, olds }: Known, news: Properties): Promise<Properties> {
    const { spec } = this.resource(urn);
    await this.reportPlan(spec, urn, olds, news, true);
    const known = Object.fromEntries(
      this.outputNames(spec).map((name) => [name, afterUpdate(olds[name], news)]),
    );
    return markSecrets(spec, { ...olds, ...known, ...news });
  }

  /** An empty id is an object that is gone. Without outputs it is imported or only looked up. */
  async read({ urn, id, olds }: Known): Promise<{ id: string; outputs: Properties; inputs: Properties }> {
    const { spec, handler } = this.resource(urn);
    const found = await handler.read(id, olds);
    if (found.id === undefined || found.id === "") return { id: "", outputs: {}, inputs: {} };
    const inputs = found.inputs as Properties;
    return {
      id: found.id,
      outputs: { ...(found.props as Properties), ...ofDynamicProvider(olds) },
      inputs: markSecrets(spec, sendable({ ...inputs, ...policy(inputs) })),
    };
  }

  async delete({ urn, id, olds }: Known): Promise<void> {
    const { spec, handler } = this.resource(urn);
    const kept = this.kept.get(urn) ?? [];
    const [object, ...others] = objectsIn(spec, olds);
    if (object === undefined || ![object, ...others].every((each) => kept.includes(each)))
      return handler.delete(id, olds, kept);
    const outcome = leftTo(resourceName(urn), object);
    this.surroundings.say(hiderOf(spec, olds)(deletionSentence(spec, id, olds, outcome)));
  }

  async invoke(
    token: string,
    args: Properties,
  ): Promise<{ result: Properties } | { failures: CheckFailure[] }> {
    const spec = Object.values(this.offer.functions).find((each) => nativeType(each) === token);
    if (spec === undefined) throw new Error(`This version of pulumi-plesk has no function ${token}`);
    const parsed = spec.parse(declaredInputs(unwrapSecrets(args)));
    if ("failures" in parsed) return parsed;
    const found = await spec.read(this.surroundings.openRun(this.config).call, parsed.by);
    const marked = Object.entries(sendable(found)).map(([name, value]) => [
      name,
      spec.secretOutputs.includes(name) ? secretValue(value) : value,
    ]);
    return { result: Object.fromEntries(marked) as Properties };
  }

  /** Undefined while something that it is asked by has no value yet. */
  async list(token: string, query: Properties): Promise<ListedObject[] | undefined> {
    const [, spec] = Object.entries(this.offer.lists).find(([name]) => nativeType({ name }) === token) ?? [];
    if (spec === undefined) throw new Error(`This version of pulumi-plesk has no list of ${token}`);
    const { known, unknown } = splitUnknown(declaredInputs(unwrapSecrets(query)));
    if (unknown.length > 0) return undefined;
    const parsed = spec.parse(known);
    if ("failures" in parsed) throw new Error(parsed.failures.map(sentenceOf).join("; "));
    return spec.read(this.surroundings.openRun(this.config).call, parsed.by);
  }

  private get settings(): Settings {
    return (this.known ??= readSettings(this.config));
  }

  private resource(urn: string): { spec: AnySpec; handler: Handler } {
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const spec = this.offer.resources[type.replace(nativeType({ name: "" }), "")];
    const handler = this.handlers.get(type);
    if (spec !== undefined && handler !== undefined) return { spec, handler };
    throw new Error(`This version of pulumi-plesk has no resource ${type}`);
  }

  /**
   * Hidden inputs. A program in Node.js brings them; for all others they are made here. What was not made
   * for the resource, but imported or adopted, carries no marker.
   */
  private identity(spec: AnySpec, urn: string, olds: Properties, news: Properties): Properties {
    const resource = resourceName(urn);
    if ("__resource" in news || "__marker" in news) return {};
    if (spec.isMarked !== true || (news.adopt ?? undefined) !== undefined) return { __resource: resource };
    const isRenamed = typeof olds.__resource === "string" && olds.__resource !== resource;
    const isNew = Object.keys(olds).length === 0 || (isRenamed && "__marker" in olds);
    if (!isNew) return { ...pick(olds, ["__marker"]), __resource: resource };
    const { namespace } = this.settings;
    return { __marker: markerOf(dynamicUrn(urn), localOrganization, namespace), __resource: resource };
  }

  private async reportPlan(
    spec: AnySpec,
    urn: string,
    olds: Properties,
    news: Properties,
    isPreview: boolean,
  ): Promise<void> {
    const question = JSON.stringify([urn, olds, news]);
    if (!isPreview && this.told.has(question)) return;
    const inputs = splitUnknown(declaredInputs(withOwnMarker(olds, news)));
    const hide = hiderOf(spec, news);
    const name = urn.split("::").slice(3).join("::");
    const allowance = (): Allowance => (this.planned ??= new Allowance(this.settings.limits));
    const warning =
      isPreview && this.planned === undefined ? checkpointWarning(() => this.settings) : undefined;
    if (warning !== undefined) this.surroundings.say(`Warning: ${warning}`);
    try {
      const wish = { name, olds, ...inputs, hide, isPreview, firstLook: this.firstLook };
      await reportPlan(spec, wish, allowance, this.surroundings.report);
      if (!isPreview) this.told.add(question);
    } catch (error) {
      throw new Error(messageOf(error), { cause: error });
    }
  }

  /** The outputs that no input has the name of. */
  private outputNames(spec: AnySpec): string[] {
    const { properties = {}, inputProperties = {} } = this.offer.schema.resources[nativeType(spec)] ?? {};
    return Object.keys(properties).filter((name) => !(name in inputProperties));
  }
}

/** `pulumi do --stateless` gives all that it makes one URN, so a second purchase would be taken for the first one. */
function unkept({ name }: { name: string }): Failure {
  return failure({
    kind: "refused",
    what: `No stack would hold this ${name} (--stateless): what is made so stays billed, and no later run knows that it was made`,
    next: "Nothing was sent. Leave --stateless out, or declare it in a program",
  });
}

/** How Pulumi names the organisation of a stack on a backend of one's own. Providers never learn another one. */
const localOrganization = "organization";

/** What the engine adds to a provider's configuration. */
const ofTheEngine = ["version", "pluginDownloadURL"];

function isSetting(name: string): boolean {
  return isKey(`plesk:${name}`) || ofTheEngine.includes(name);
}

/** Texts as they are, and whatever else as the JSON text that a configuration holds. */
function settingText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The hidden input that names what the user made secret; what always is, the program's SDK marks for everybody. */
function secretsIn({ secretInputs = [] }: AnySpec, news: Properties): Properties {
  if (secretsName in news) return {};
  const paths = markedPaths(news).filter((path) => !secretInputs.includes(path.split(".")[0] ?? ""));
  return paths.length > 0 ? { [secretsName]: paths.sort() } : {};
}

/** Said in the inputs, since the preview of a deletion shows nothing else. */
function policy({ onDelete }: Properties): Properties {
  return onDelete === undefined || onDelete === null ? { onDelete: keep } : {};
}

/** Whether an input means what it meant, however it is written: with its old value all is as with its new one. */
function meansTheSame({ codec }: AnySpec, olds: Properties, news: Properties, name: string): boolean {
  const { [name]: _, ...others } = news;
  return meaning(codec, news) === meaning(codec, { ...others, ...pick(olds, [name]) });
}

function meaning(codec: AnySpec["codec"], inputs: Properties): string {
  const { known, unknown } = splitUnknown(declaredInputs(inputs));
  return JSON.stringify(codec.parseInputs(known, unknown));
}

/** The vendor's objects that a resource with these outputs stands for. Of what was only looked up nothing is known. */
function objectsIn(spec: AnySpec, outputs: Properties): string[] {
  return "__plesk" in outputs ? spec.objectsOf(spec.codec.decodeState(outputs), undefined) : [];
}

/** What a dynamic provider needs of the state: a resource that it has made can go back to it unchanged. */
function ofDynamicProvider(olds: Properties): Properties {
  return pick(olds, ["__provider"]);
}

/** What an output will be: its plain members that are declared anew, and all others as they were. */
function afterUpdate(output: unknown, news: Properties): unknown {
  if (typeof output !== "object" || output === null || Array.isArray(output)) return output;
  const members = Object.entries(output as Properties).map(([name, value]) => {
    const declared = news[name];
    const isPlain = typeof value !== "object" && typeof declared === typeof value;
    return [name, isPlain || declared === unknownValue ? declared : value];
  });
  return Object.fromEntries(members) as Properties;
}
