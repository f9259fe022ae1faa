import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import {
  task,
  type Duration,
  type TaskContext,
  type TaskOf,
  type TaskOptions,
} from '../../dsl/index.ts';
import { answerQuestion } from './answer-question.ts';
import { withFiles } from './input-files.ts';
import { scriptEnvironment } from './python-env.ts';
import { interpreterOf, type PythonSource } from './python-environment.ts';
import { badEnd, errorOf, isForGood } from './python-failure.ts';
import { PythonMessage, type PythonError, type PythonQuestion } from './python-messages.ts';
import { runPython } from './python-process.ts';

/** What to run, and in what. */
export interface PythonOptions {
  /** A file: a path, or `new URL('./train.py', import.meta.url)`. Either this or `module`. */
  readonly script?: string | URL;
  /** As in `python -m`. */
  readonly module?: string;
  /** Where the script's own modules are found. Default: beside the script. */
  readonly folder?: string | URL;
  /** Default `python3` of the worker's PATH. */
  readonly python?: PythonSource;
  /** Names of variables of the worker that the script sees besides the usual few. */
  readonly passEnv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How long a script that is told to stop may clean up, in milliseconds. Default 5000. */
  readonly stopGraceMs?: number;
}

const STOP_GRACE_MS = 5_000;

/**
 * A task whose body is a Python script. Schemas on both sides are this task's; the script reads its
 * input, and says all else, through `perdure_task` (docs/python.md).
 *
 * @example
 * ```ts
 * const trainForest = pythonTask({
 *   name: 'train_forest',
 *   script: new URL('./train.py', import.meta.url),
 *   python: { requirements: fileURLToPath(new URL('./requirements.lock', import.meta.url)) },
 *   input: z.object({ train: DatasetRef, trees: z.int() }),
 *   output: z.object({ model: FileRef, accuracy: z.number() }),
 *   timeout: '1h',
 * });
 * ```
 */
export function pythonTask<I extends z.ZodObject, O extends z.ZodType>(
  definition: TaskOptions &
    PythonOptions & { readonly name: string; readonly input: I; readonly output: O },
): TaskOf<I, O> {
  const { script, module, folder, python, passEnv, env, stopGraceMs, input, output, ...options } =
    definition;
  const source = { script, module, folder, python, passEnv, env, stopGraceMs } as PythonOptions;
  if ((script === undefined) === (module === undefined)) {
    throw new TypeError(`Task "${definition.name}" needs either \`script\` or \`module\`.`);
  }
  return task({
    ...options,
    input,
    output,
    // The script's JSON; the engine parses it with the schema, whose types zod cannot carry here.
    run: (value, ctx) => runScript(ctx, source, value) as Promise<NoInfer<z.input<O>>>,
  });
}

async function runScript(
  ctx: TaskContext,
  options: PythonOptions,
  input: unknown,
): Promise<unknown> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'perdure-python-'));
  try {
    const given = await withFiles(ctx, input, scratch);
    await writeFile(path.join(scratch, 'input.json'), JSON.stringify(given));
    const talk = new Conversation(ctx, scratch);
    await talk.run(options);
    return await readOutput(ctx, scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** No output is `undefined`, which the schema of a task without one accepts. */
async function readOutput(ctx: TaskContext, scratch: string): Promise<unknown> {
  const file = path.join(scratch, 'output.json');
  if (!existsSync(file)) return undefined;
  return JSON.parse(await readFile(file, 'utf8')) as unknown;
}

/** What is said between a script and its task. */
class Conversation {
  readonly #ctx: TaskContext;
  readonly #scratch: string;
  #error: PythonError | undefined;
  /** Ends the task in the script's place: a skip, a failure, a trial that is pruned. */
  #end: (() => never) | undefined;

  constructor(ctx: TaskContext, scratch: string) {
    this.#ctx = ctx;
    this.#scratch = scratch;
  }

  /** @throws what the script failed with. */
  async run(options: PythonOptions): Promise<void> {
    const ctx = this.#ctx;
    const { script, folder } = placesOf(ctx, options);
    const interpreter = await interpreterOf(ctx, options.python ?? 'python3');
    const end = await runPython(
      {
        ...{ interpreter, scratch: this.#scratch, attempt: ctx.attempt, run: ctx.run },
        ...(script === undefined ? {} : { script }),
        ...(folder === undefined ? {} : { folder }),
        ...(options.module === undefined ? {} : { module: options.module }),
        environment: scriptEnvironment(options.passEnv ?? [], options.env ?? {}),
      },
      {
        message: (line) => this.#hear(line),
        output: (source, line) => ctx.log[source === 'stderr' ? 'warn' : 'info'](line, { source }),
      },
      { signal: ctx.signal, graceMs: options.stopGraceMs ?? STOP_GRACE_MS },
    ).catch((error: unknown) => cannotStart(ctx, interpreter, error));
    this.#end?.();
    ctx.signal.throwIfAborted();
    if (this.#error !== undefined) this.#fail(this.#error);
    const bad = badEnd(end);
    if (bad !== undefined) throw new Error(bad);
  }

  #fail(error: PythonError): never {
    const thrown = errorOf(error);
    this.#ctx.log.error(`${error.type}: ${error.message}`, { traceback: error.trace });
    if (isForGood(error))
      return this.#ctx.fail(`${thrown.name}: ${thrown.message}`, { retry: false });
    throw thrown;
  }

  async #hear(line: string): Promise<object | undefined> {
    const parsed = PythonMessage.safeParse(jsonOf(line));
    if (!parsed.success) {
      this.#ctx.log.warn('The script said something on the channel that is not of it.', { line });
      return undefined;
    }
    return this.#take(parsed.data);
  }

  async #take(message: PythonMessage): Promise<object | undefined> {
    const ctx = this.#ctx;
    switch (message.kind) {
      case 'started':
        return void ctx.log.debug(`Python ${message.python}, process ${message.pid}.`);
      case 'log':
        return void ctx.log[message.level](message.message, message.data);
      case 'heartbeat':
        return void ctx.heartbeat(message.detail);
      case 'params':
        return void ctx.track.params(message.values);
      case 'metrics':
        return void ctx.track.metrics(message.values, { step: message.step });
      case 'tags':
        return void ctx.track.tags(message.values);
      case 'skip':
        this.#end = () => ctx.skip(message.reason);
        return undefined;
      case 'fail':
        this.#end = () => {
          // A duration in the words of the DSL; `fail` refuses what is none.
          const after = message.after as Duration | null | undefined;
          const { reason, retry } = message;
          return ctx.fail(reason, { retry, ...(typeof after === 'string' ? { after } : {}) });
        };
        return undefined;
      case 'error':
        this.#error = message;
        return undefined;
      case 'ended':
        return undefined;
      default:
        return this.#answer(message);
    }
  }

  async #answer(question: PythonQuestion): Promise<object> {
    try {
      return { value: (await answerQuestion(this.#ctx, question, this.#scratch)) ?? null };
    } catch (error) {
      if (question.kind === 'report') {
        this.#end = () => {
          throw error;
        };
        return { value: 'stop' };
      }
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}

function placesOf(
  ctx: TaskContext,
  options: PythonOptions,
): { readonly script?: string; readonly folder?: string } {
  const script = options.script === undefined ? undefined : pathOf(options.script);
  const folder = options.folder === undefined ? undefined : pathOf(options.folder);
  for (const place of [script, folder]) {
    if (place !== undefined && !existsSync(place)) {
      return ctx.fail(`"${place}" is not on this worker.`, { retry: false });
    }
  }
  return {
    ...(script === undefined ? {} : { script }),
    ...(folder === undefined ? {} : { folder }),
  };
}

const pathOf = (place: string | URL): string =>
  path.resolve(place instanceof URL ? fileURLToPath(place) : place);

function cannotStart(ctx: TaskContext, interpreter: string, error: unknown): never {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (code !== 'ENOENT' && code !== 'EACCES') throw error;
  return ctx.fail(
    `Python "${interpreter}" cannot be started on this worker (${String(code)}). Install it, or set \`python\` to one that is there.`,
    { retry: false },
  );
}
