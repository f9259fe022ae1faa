import { forkModelProcess } from './fork-model-process.ts';
import type { ModelFacts } from './model-facts.ts';
import { watchMemory } from './watch-memory.ts';

export interface FirstLoadLimits {
  /** To load it and to run it once. Default 60 s. */
  readonly timeMs: number;
  /** Memory of the process, kept on Linux. Default 4 GiB. */
  readonly memoryBytes: number;
}
export const FIRST_LOAD_LIMITS: FirstLoadLimits = { timeMs: 60_000, memoryBytes: 4 * 2 ** 30 };

/** Thrown for a model that may not be kept. */
export class FirstLoadError extends Error {
  override readonly name = 'FirstLoadError';
  readonly code: FirstLoadCode;
  constructor(code: FirstLoadCode, message: string) {
    super(message);
    this.code = code;
  }
}
/** Refused by the runtime; ended by itself, the time limit or the memory limit. */
export type FirstLoadCode =
  'MODEL_REFUSED' | 'MODEL_CRASHED' | 'MODEL_TOO_SLOW' | 'MODEL_TOO_LARGE';

/** From the process of a first load, once. */
export type FirstLoadAnswer =
  | { readonly kind: 'loaded'; readonly model: ModelFacts }
  | { readonly kind: 'refused'; readonly message: string };

/**
 * Loads a model for the first time, and runs it once on a row of zeros and empty texts, in a process
 * of its own, which nothing outlives: a model that crashes, hangs or eats memory takes that process
 * with it and is refused by name. Scan the file first (`modelFault`).
 *
 * An error of the model's own while it runs says nothing against it: it may not like zeros.
 *
 * @throws FirstLoadError
 */
export async function firstLoad(
  model: Uint8Array,
  limits: Partial<FirstLoadLimits> = {},
): Promise<ModelFacts> {
  const { timeMs, memoryBytes } = { ...FIRST_LOAD_LIMITS, ...limits };
  const child = forkModelProcess('first-load-process', import.meta.url);
  let answer: FirstLoadAnswer | undefined;
  let killedFor: FirstLoadCode | undefined;
  const kill = (code: FirstLoadCode): void => {
    killedFor ??= code;
    // Nothing milder ends a process that is inside the runtime.
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => kill('MODEL_TOO_SLOW'), timeMs);
  const unwatch = watchMemory(child.pid, memoryBytes, () => kill('MODEL_TOO_LARGE'));
  try {
    await new Promise<void>((resolve) => {
      child.on('message', (message: FirstLoadAnswer) => {
        answer = message;
        child.kill('SIGKILL');
      });
      child.once('error', () => resolve());
      child.once('exit', () => resolve());
      child.send(model, () => undefined);
    });
  } finally {
    clearTimeout(timer);
    unwatch();
  }
  return read(answer, killedFor, { timeMs, memoryBytes });
}

function read(
  answer: FirstLoadAnswer | undefined,
  killedFor: FirstLoadCode | undefined,
  { timeMs, memoryBytes }: FirstLoadLimits,
): ModelFacts {
  if (answer?.kind === 'loaded') return answer.model;
  if (answer !== undefined) {
    throw new FirstLoadError('MODEL_REFUSED', `The runtime refused the model: ${answer.message}`);
  }
  switch (killedFor) {
    case 'MODEL_TOO_SLOW':
      throw new FirstLoadError(killedFor, `The model did not load and run within ${timeMs} ms.`);
    case 'MODEL_TOO_LARGE':
      throw new FirstLoadError(
        killedFor,
        `The model needs more than ${memoryBytes} bytes of memory.`,
      );
    default:
      throw new FirstLoadError('MODEL_CRASHED', 'The process that loaded the model ended.');
  }
}
