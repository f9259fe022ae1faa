import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Json, JsonObject } from '../dsl/plan/json.ts';
import type { TestDagOptions } from '../workers/testing/index.ts';
import { CliError } from './cli-error.ts';
import type { Terminal } from './terminal.ts';

/** What happens around a run that is tested: the part of the test's options that a file can hold. */
export type TestScript = Pick<TestDagOptions, 'outcomes' | 'events' | 'answers' | 'interventions'>;

const DURATION = z.custom<`${number}s`>(
  (value) => typeof value === 'number' || /^\d+(\.\d+)?(ms|s|m|h|d)$/.test(String(value)),
  'Expected a duration, such as 30s, 5m or 2h',
);
const AnyJson = z.custom<Json>();
const AnyObject = z.custom<JsonObject>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'Expected an object',
);
const Outcome = z.enum([
  'ok',
  'fail',
  'failForGood',
  'skip',
  'timeout',
  'heartbeatTimeout',
  'queueTimeout',
]);
const Decision = z.enum(['approved', 'rejected']);
const Answer = z.union([
  Decision,
  z.strictObject({
    decision: Decision,
    by: z.string().optional(),
    answer: AnyObject.optional(),
    after: DURATION.optional(),
  }),
]);
const At = z.union([z.literal('end'), DURATION]);
const Selection = z.strictObject({
  tasks: z.array(z.string()).optional(),
  paths: z.array(z.string()).optional(),
  upstream: z.boolean().optional(),
  downstream: z.boolean().optional(),
  onlyFailed: z.boolean().optional(),
  onlyRunning: z.boolean().optional(),
});
const Script = z.strictObject({
  outcomes: z.record(z.string(), z.union([Outcome, z.array(Outcome).min(1)])).optional(),
  events: z
    .array(
      z.strictObject({
        source: z.string(),
        payload: AnyJson,
        at: DURATION.optional(),
        id: z.string().optional(),
      }),
    )
    .optional(),
  answers: z.record(z.string(), z.union([Answer, z.array(Answer).min(1)])).optional(),
  interventions: z
    .array(
      z.discriminatedUnion('verb', [
        z.strictObject({
          verb: z.literal('clear'),
          at: At,
          selection: Selection.default({}),
          keepCheckpoints: z.boolean().optional(),
        }),
        z.strictObject({
          verb: z.literal('mark'),
          at: At,
          selection: Selection.default({}),
          state: z.enum(['success', 'failed', 'skipped']),
        }),
        z.strictObject({ verb: z.enum(['pause', 'resume', 'cancel']), at: At }),
      ]),
    )
    .optional(),
});

/**
 * Reads the JSON or YAML file of `dags test --script`.
 * @throws CliError with every fault in it.
 */
export function readTestScript(terminal: Terminal, file: string): TestScript {
  const parsed = Script.safeParse(parsedFile(terminal, file));
  if (!parsed.success) {
    throw new CliError(`${file} is no script of a test.`, {
      exitCode: 2,
      details: parsed.error.issues.map(
        ({ path, message }) => `${path.map(String).join('.') || 'file'}: ${message}`,
      ),
    });
  }
  // Optional fields that are not there come as absent keys: zod adds none.
  return parsed.data as TestScript;
}

function parsedFile(terminal: Terminal, file: string): unknown {
  try {
    // JSON is YAML.
    return parse(readFileSync(resolve(terminal.cwd, file), 'utf8'));
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new CliError(`${file} cannot be read: ${reason}`, { exitCode: 2, cause });
  }
}
