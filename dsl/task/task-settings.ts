import type { PlanCache, PlanResources, PlanTaskOptions } from '../plan/plan-task-options.ts';
import type { Callback } from './callback.ts';

/** Task options as read and checked at one place: only what was given there. */
export interface TaskSettings extends Partial<Omit<PlanTaskOptions, 'callbacks' | 'cache'>> {
  /** `false` turns off what a farther place set. */
  readonly cache?: CacheSettings | false;
  readonly callbacks?: SettledCallbacks;
  readonly doc?: string;
}
/** A cache without the version of the code, which the task's definition knows. */
export type CacheSettings = Omit<PlanCache, 'codeVersion'> & {
  /** Changes by hand what counts as the same code. */
  readonly version: string;
};
export type CallbackKind = PlanTaskOptions['callbacks'][number];
export type SettledCallbacks = { readonly [kind in CallbackKind]?: Callback };

/** What holds where nobody says anything. Retries are Airflow's: none, and five minutes apart. */
const ENGINE = {
  queue: 'cpu',
  retries: 0,
  retryDelayMs: 300_000,
  retryBackoff: 1,
  maxRetryDelayMs: 86_400_000,
  nonRetryable: [],
  timeoutMs: 86_400_000,
} as const;

const HEARTBEAT_MS = 10_000;
/** A GPU kernel or a model being loaded can keep a process from answering for a while. */
const GPU_HEARTBEAT_MS = 30_000;

export interface SettledOptions {
  readonly options: PlanTaskOptions;
  readonly callbacks: SettledCallbacks;
}

/**
 * Puts settings together; of several places that set the same, the first (nearest) wins.
 *
 * @param codeVersion Asked for where the output is cached; what has no code of its own is not cached.
 */
export function settleOptions(
  nearestFirst: readonly TaskSettings[],
  codeVersion?: (version: string) => string,
): SettledOptions {
  const given: TaskSettings = Object.assign({}, ...[...nearestFirst].reverse()) as TaskSettings;
  const callbacks: SettledCallbacks = Object.assign(
    {},
    ...[...nearestFirst].reverse().map((settings) => settings.callbacks),
  ) as SettledCallbacks;
  const { doc: _doc, callbacks: _callbacks, cache: asked, ...settings } = given;
  const queue = settings.queue ?? ENGINE.queue;
  const options: PlanTaskOptions = {
    ...ENGINE,
    heartbeatTimeoutMs: queue === 'gpu' ? GPU_HEARTBEAT_MS : HEARTBEAT_MS,
    isolation: isolationFor(queue, settings.resources),
    ...settings,
    ...cacheOf(asked, codeVersion),
    // The keys of an object of kinds are kinds.
    callbacks: Object.keys(callbacks).sort() as CallbackKind[],
  };
  return { options, callbacks };
}

function cacheOf(
  asked: TaskSettings['cache'],
  codeVersion: ((version: string) => string) | undefined,
): { cache?: PlanCache } {
  if (asked === undefined || asked === false || codeVersion === undefined) return {};
  const { version, ...cache } = asked;
  return { cache: { ...cache, codeVersion: codeVersion(version) } };
}

/** Heavy or native work runs in a process of its own, so that it cannot stop the worker. */
function isolationFor(queue: string, resources: PlanResources = {}): 'process' | 'inline' {
  const heavy = Object.keys(resources).some((name) => /^gpu|^memory/.test(name));
  return queue === 'cpu' && !heavy ? 'inline' : 'process';
}
