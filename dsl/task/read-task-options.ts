import { OptionReader, withoutUndefined, type OptionSite } from './option-reader.ts';
import { readCache } from './read-cache.ts';
import { readResources } from './read-resources.ts';
import { readRetryRules } from './read-retry-rules.ts';
import type { CallbackKind, TaskSettings } from './task-settings.ts';

const CALLBACKS = {
  onExecute: 'execute',
  onSuccess: 'success',
  onFailure: 'failure',
  onRetry: 'retry',
  onSkipped: 'skipped',
} as const satisfies { [option: string]: CallbackKind };

export const TASK_OPTION_NAMES = [
  'queue',
  'pool',
  'priority',
  'resources',
  'isolation',
  'local',
  'cache',
  'outputTtl',
  'retries',
  'retryDelay',
  'retryBackoff',
  'retryJitter',
  'maxRetryDelay',
  'retryRules',
  'nonRetryable',
  'timeout',
  'totalTimeout',
  'queueTimeout',
  'heartbeatTimeout',
  'doc',
  ...Object.keys(CALLBACKS),
];

/** Reads and checks task options; `more` names what the place allows besides. */
export function readTaskOptions(
  options: object,
  site: OptionSite,
  more: readonly string[] = [],
): TaskSettings {
  const read = new OptionReader(options, site);
  read.refuseUnknown([...TASK_OPTION_NAMES, ...more]);
  return withoutUndefined({
    queue: read.name('queue'),
    pool: read.name('pool'),
    priority: read.number('priority', -1_000_000, 1_000_000),
    resources: readResources(read.object('resources'), site),
    isolation: read.oneOf('isolation', ['process', 'inline']),
    local: read.boolean('local'),
    cache: readCache(options, site),
    outputTtlMs: read.duration('outputTtl', 'more'),
    retries: read.number('retries', 0, 1_000),
    retryDelayMs: read.duration('retryDelay'),
    retryBackoff: read.number('retryBackoff', 1, 100, false),
    retryJitter: read.number('retryJitter', 0, 1, false),
    retryRules: readRetryRules(read.list('retryRules'), site),
    maxRetryDelayMs: read.duration('maxRetryDelay', 'more'),
    nonRetryable: read.texts('nonRetryable'),
    timeoutMs: read.duration('timeout', 'more'),
    totalTimeoutMs: read.duration('totalTimeout', 'more'),
    queueTimeoutMs: read.duration('queueTimeout', 'more'),
    heartbeatTimeoutMs: read.duration('heartbeatTimeout', 'more'),
    doc: read.text('doc'),
    callbacks: readCallbacks(read),
  });
}

function readCallbacks(read: OptionReader): TaskSettings['callbacks'] | undefined {
  const found = Object.entries(CALLBACKS).flatMap(([option, kind]) => {
    const callback = read.callback(option);
    return callback === undefined ? [] : [[kind, callback] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}
