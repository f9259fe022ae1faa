import { z } from 'zod';
import { readOutlets } from '../asset/read-outlets.ts';
import type { Trace } from '../fault/trace.ts';
import { schemaShape } from '../reference/schema-shape.ts';
import { checkId } from '../scope/node-id.ts';
import { raiseFault } from '../scope/slot.ts';
import { checkedSchema } from './checked-schema.ts';
import { readTaskOptions } from './read-task-options.ts';
import type { TaskDefinition } from './task-definition.ts';
import type { TaskOptions } from './task-options.ts';

/** What `task` and `sensor` are given, with the author's function under one name. */
export interface Draft extends TaskOptions {
  readonly name: string;
  readonly input?: z.ZodType;
  readonly output?: z.ZodType;
  readonly outlets?: readonly unknown[];
}

interface Kind {
  readonly kind: TaskDefinition['kind'];
  readonly body: unknown;
  /** The name of the body among the options: `run` or `poke`. */
  readonly bodyName: string;
  readonly output: z.ZodType;
  readonly options: readonly string[];
  readonly poke?: TaskDefinition['poke'];
}

/** Checks a definition once, so that calls need not; every fault of it is reported. */
export function defineTask(draft: Draft, kind: Kind, trace: Trace): TaskDefinition {
  checkId(draft.name, `The name of a ${kind.kind}`, trace);
  const place = String(draft.name);
  const settings = readTaskOptions(draft, { place, trace }, [
    'name',
    'input',
    'output',
    kind.bodyName,
    ...kind.options,
  ]);
  const input = draft.input ?? z.object({});
  const output = draft.output ?? kind.output;
  const outputSchema = checkedSchema(output, 'output', place, { trace }, 'output');
  return {
    name: place,
    kind: kind.kind,
    input,
    output,
    inputSchema: checkedSchema(input, 'input', place, { trace }, 'input'),
    outputSchema,
    outputShape: schemaShape(outputSchema),
    settings,
    outlets: readOutlets(draft.outlets, place, trace),
    run: checkedBody(kind, place, trace),
    ...(kind.poke !== undefined && { poke: kind.poke }),
  };
}

function checkedBody(kind: Kind, place: string, trace: Trace): TaskDefinition['run'] {
  // The author's function; what it takes is checked by the types of `task` and by zod at run time.
  if (typeof kind.body === 'function') return kind.body as TaskDefinition['run'];
  raiseFault({
    code: 'DAG013',
    place: `${place}.${kind.bodyName}`,
    problem: `The ${kind.kind} "${place}" has no function \`${kind.bodyName}\`.`,
    expected: `\`${kind.bodyName}\` is what a worker calls.`,
    hint: `Write \`${kind.bodyName}: async (input, ctx) => …\`.`,
    trace,
  });
  return () => undefined;
}
