import { z } from 'zod';

const Text = z.string();

/** What a script tells its worker, one line of JSON each; see `runtime/perdure_task.py`. */
export const PythonMessage = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), python: Text, pid: z.int() }),
  z.object({
    kind: z.literal('log'),
    level: z.enum(['debug', 'info', 'warn', 'error']),
    message: Text,
    data: z.record(Text, z.unknown()).default({}),
  }),
  z.object({ kind: z.literal('heartbeat'), detail: z.unknown() }),
  z.object({
    kind: z.literal('params'),
    values: z.record(Text, z.union([Text, z.number(), z.boolean()])),
  }),
  z.object({ kind: z.literal('metrics'), values: z.record(Text, z.number()), step: z.int() }),
  z.object({ kind: z.literal('tags'), values: z.record(Text, Text) }),
  z.object({ kind: z.literal('skip'), reason: Text }),
  z.object({ kind: z.literal('fail'), reason: Text, retry: z.boolean(), after: Text.nullish() }),
  z.object({
    kind: z.literal('error'),
    type: Text,
    names: z.array(Text),
    message: Text,
    frames: z.array(z.object({ file: Text, line: z.int(), name: Text, text: Text })),
    trace: Text,
  }),
  z.object({ kind: z.literal('ended'), code: z.int() }),
  z.object({ kind: z.literal('file'), path: Text }),
  z.object({ kind: z.literal('artifact'), path: Text, name: Text }),
  z.object({ kind: z.literal('track'), path: Text, name: Text }),
  z.object({
    kind: z.literal('save_checkpoint'),
    value: z.unknown(),
    files: z.record(Text, Text),
  }),
  z.object({ kind: z.literal('load_checkpoint') }),
  z.object({ kind: z.literal('secret'), name: Text }),
  z.object({ kind: z.literal('report'), trial: z.unknown(), step: z.int(), value: z.number() }),
]);
export type PythonMessage = z.output<typeof PythonMessage>;

/** Those that wait for an answer. */
export type PythonQuestion = Extract<
  PythonMessage,
  {
    kind:
      'file' | 'artifact' | 'track' | 'save_checkpoint' | 'load_checkpoint' | 'secret' | 'report';
  }
>;
export type PythonError = Extract<PythonMessage, { kind: 'error' }>;
