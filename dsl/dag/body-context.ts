import { makeReference } from '../reference/make-reference.ts';
import { objectShape, scalarShape, type Shape } from '../reference/shape.ts';
import { eventSources } from '../schedule/read-schedule.ts';
import type { DagDraft } from '../scope/draft.ts';
import type { Params } from './read-params.ts';

const text = scalarShape('string');
const RUN_SHAPE = objectShape(
  new Map([
    ['dagId', text],
    ['runId', text],
    ['runType', scalarShape('string', ['scheduled', 'manual', 'backfill', 'asset', 'child'])],
    ['isLatest', scalarShape('boolean')],
    ['logicalDate', text],
    [
      'dataInterval',
      objectShape(
        new Map([
          ['start', text],
          ['end', text],
        ]),
      ),
    ],
  ]),
);

/** What the body of a dag is called with: references to what every run has. */
export function bodyContext(
  dag: DagDraft,
  definition: { readonly schedule?: unknown },
  params: Params,
): object {
  const reference = (kind: 'params' | 'run' | 'events', shape: Shape): unknown =>
    makeReference({ expression: { kind, path: [] }, shape, region: dag.root });
  return {
    params: reference('params', params.shape),
    run: reference('run', RUN_SHAPE),
    events: reference('events', eventsShape(definition.schedule)),
  };
}

function eventsShape(schedule: unknown): Shape {
  const fields = new Map<string, Shape>();
  for (const [key, source] of eventSources(schedule)?.sources ?? []) {
    const happening = [
      ['payload', source.payload],
      ['time', text],
      ['count', scalarShape('number')],
    ] as const;
    fields.set(key, objectShape(new Map(happening)));
  }
  return objectShape(fields);
}
