import { durationMs } from '../../dsl/task/duration.ts';

/** How long what nobody works with any more is kept, in milliseconds; undefined keeps it for ever. */
export interface Retention {
  /** Who did what. */
  readonly audit: number | undefined;
  /** Events and asset updates, from when they were kept. */
  readonly events: number | undefined;
  /** Messages to callbacks, from when they were sent or given up. */
  readonly messages: number | undefined;
  /** Last checkpoints, from the end of their run. */
  readonly checkpoints: number | undefined;
}

const DAY_MS = 24 * 3_600_000;

/** What is kept where nothing is set. An audit is for people who decide themselves when it goes. */
export const DEFAULT_RETENTION: Retention = {
  audit: undefined,
  events: 90 * DAY_MS,
  messages: 30 * DAY_MS,
  checkpoints: 30 * DAY_MS,
};

const VARIABLES = {
  audit: 'PERDURE_KEEP_AUDIT',
  events: 'PERDURE_KEEP_EVENTS',
  messages: 'PERDURE_KEEP_MESSAGES',
  checkpoints: 'PERDURE_KEEP_CHECKPOINTS',
} as const;

/**
 * Retention by the variables `PERDURE_KEEP_…`: a duration such as `30d`, or `forever`.
 *
 * @throws Error naming the variable that is neither.
 */
export function retentionOfEnv(env: NodeJS.ProcessEnv): Retention {
  const read = (what: keyof Retention): number | undefined => {
    const text = env[VARIABLES[what]];
    if (text === undefined || text === '') return DEFAULT_RETENTION[what];
    if (text === 'forever') return undefined;
    const ms = durationMs(text);
    if (ms !== undefined) return ms;
    throw new Error(
      `${VARIABLES[what]} is "${text}"; expected a duration such as 30d, or forever.`,
    );
  };
  return {
    audit: read('audit'),
    events: read('events'),
    messages: read('messages'),
    checkpoints: read('checkpoints'),
  };
}
