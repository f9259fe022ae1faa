import type { TaskContext } from '../../dsl/index.ts';
import type { LogLevel } from '../../stores/logs/index.ts';
import type { AttemptTime } from './attempt-time.ts';

/**
 * The pokes between the first of a sensor's try and the one that has news. A week of pokes is
 * thousands of attempts; these ask the author's function alone, with the input and the context that
 * the first one had through the wrapper. The one with news goes through the wrapper again, which
 * gets its answer instead of asking once more.
 */
export type Poke = (input: never, context: never, time: AttemptTime) => Promise<unknown>;

/** What the first poke of a try leaves for those after it. */
export interface PokeMemory {
  readonly poke: Poke;
  readonly input: never;
  readonly context: TaskContext;
}

export interface PokeAnswer {
  readonly lines: readonly {
    readonly level: LogLevel;
    readonly message: string;
    readonly data?: object;
  }[];
  /** What the function returns or throws, given again. */
  readonly give: () => unknown;
  readonly passedMs: number;
}

/** A poke, and the virtual time it took. Without an answer the world is not ready. */
export interface QuickPoke {
  readonly passedMs: number;
  readonly answer?: PokeAnswer;
}

/** Asks once. */
export async function quickPoke(
  { poke, input, context }: PokeMemory,
  time: AttemptTime,
  signal: AbortSignal,
): Promise<QuickPoke> {
  const lines: PokeAnswer['lines'][number][] = [];
  const asked = { signal, log: logInto((line) => lines.push(line)), heartbeat: () => undefined };
  // All else, the services of ready-made sensors too, is as the first poke had it.
  const given: unknown = Object.create(context, Object.getOwnPropertyDescriptors(asked));
  try {
    const value = await poke(input, given as never, time);
    const { passedMs } = time;
    if (value === undefined || value === false) return { passedMs };
    return { passedMs, answer: { lines, give: () => value, passedMs } };
  } catch (thrown) {
    const give = (): never => {
      throw thrown;
    };
    const { passedMs } = time;
    return { passedMs, answer: { lines, give, passedMs } };
  }
}

/** Gives a poke's answer once more, in the wrapper. */
export function replay({ lines, give }: PokeAnswer, context: TaskContext): unknown {
  for (const { level, message, data } of lines) context.log[level](message, data);
  return give();
}

function logInto(add: (line: PokeAnswer['lines'][number]) => void): TaskContext['log'] {
  const writer =
    (level: LogLevel) =>
    (message: string, data?: object): void =>
      add({ level, message, ...(data === undefined ? {} : { data }) });
  return {
    debug: writer('debug'),
    info: writer('info'),
    warn: writer('warn'),
    error: writer('error'),
  };
}
