import type { Trace } from '../fault/trace.ts';
import { makeReference } from '../reference/make-reference.ts';
import { poisonedReference } from '../reference/poison.ts';
import { isPoisoned } from '../reference/reference-data.ts';
import { listShape, mergedShape, scalarShape, UNKNOWN } from '../reference/shape.ts';
import { wireValue, type Wired } from '../reference/wire-value.ts';
import type { Frame, MapNodeDraft } from '../scope/draft.ts';
import { enterWord } from '../scope/enter-word.ts';
import { evaluateBody, isBody, newRegion } from '../scope/evaluate-body.ts';
import { fullId } from '../scope/node-id.ts';
import { givenId, nodeBase, placeNode, readPlacement } from '../scope/place-node.ts';
import { recordFault } from '../scope/slot.ts';
import type { Placement } from '../task/task-options.ts';

const MOST_ITEMS = 100_000;

/** Adds a map to the region being evaluated. */
export function addMap(
  items: unknown,
  body: unknown,
  options: Placement & { maxParallel?: number },
  trace: Trace,
): unknown {
  const frame = enterWord('map', trace);
  if (frame === undefined) return poisonedReference();
  const read = readPlacement('map', options, trace, ['maxParallel']);
  const given = givenId(options, frame, trace);
  const place = given ?? 'map';
  const list = wireItems(items, frame, place, trace);
  if (list === undefined || !isBody(body, { frame, place, trace })) return poisonedReference();
  const region = newRegion(frame.region, given === undefined ? 'a map' : `the map "${given}"`);
  const node: MapNodeDraft = {
    ...nodeBase(frame, given ?? '', trace, options.doc),
    kind: 'map',
    items: list.expression,
    body: region,
    maxParallel: read.number('maxParallel', 1, MOST_ITEMS),
    named: given !== undefined,
  };
  const prefix = given === undefined ? frame.prefix : `${given}.`;
  const site = { frame: { ...frame, region, prefix }, place, trace };
  const result = evaluateBody(body, itemAndIndex(node, list), site);
  region.result = result.expression;
  node.id = given ?? derivedId(node, frame);
  placeNode(node, frame, [list.expression, result.expression], options.after);
  const expression = { kind: 'output', node, path: [] } as const;
  return makeReference({ expression, shape: listShape(result.shape), region: frame.region });
}

/** What the body is called with. */
function itemAndIndex(map: MapNodeDraft, list: Wired): readonly unknown[] {
  const region = map.body;
  const item = { kind: 'item', map, scope: region, path: [] } as const;
  const index = { kind: 'index', map, scope: region } as const;
  return [
    makeReference({ expression: item, shape: list.shape.element(), region }),
    makeReference({ expression: index, shape: scalarShape('number'), region }),
  ];
}

/** Items of a literal list are wired one by one, so that the limit of a literal is that of an item. */
function wireItems(items: unknown, frame: Frame, place: string, trace: Trace): Wired | undefined {
  if (isPoisoned(items))
    return { expression: { kind: 'literal', value: [] }, shape: listShape(UNKNOWN) };
  if (Array.isArray(items)) {
    return items.length <= MOST_ITEMS
      ? literalItems(items, frame, place, trace)
      : refuse('DAG053', `The map "${place}" has ${items.length} items.`, frame, place, trace);
  }
  const wired = wireValue(items, { frame, trace, place: `${place}.items` });
  const { type } = wired.shape;
  const isList = wired.expression.kind !== 'literal' && (type === 'list' || type === 'unknown');
  return isList
    ? wired
    : refuse('DAG052', `The map "${place}" is over ${article(type)}.`, frame, place, trace);
}

function article(type: string): string {
  return type === 'object' ? 'an object' : `a ${type}`;
}

function literalItems(items: readonly unknown[], frame: Frame, place: string, trace: Trace): Wired {
  const wired = Array.from(items, (item, index) =>
    wireValue(item === undefined ? null : item, {
      frame,
      trace,
      place: `${place}.items[${index}]`,
    }),
  );
  const expressions = wired.map(({ expression }) => expression);
  const shape = listShape(mergedShape(wired.map((item) => item.shape)));
  return expressions.every((expression) => expression.kind === 'literal')
    ? { expression: { kind: 'literal', value: expressions.map(({ value }) => value) }, shape }
    : { expression: { kind: 'list', items: expressions }, shape };
}

function refuse(
  code: 'DAG052' | 'DAG053',
  problem: string,
  frame: Frame,
  place: string,
  trace: Trace,
): undefined {
  recordFault(frame.region.dag, {
    code,
    place: `${place}.items`,
    problem,
    expected: `A map goes over a list, or a reference to one, of at most ${MOST_ITEMS} items.`,
    hint:
      code === 'DAG053'
        ? 'Let a task return the list.'
        : 'Let a task return a list, or name the field that is one.',
    trace,
  });
  return undefined;
}

/** `train[]`: the task whose result the body returns, else the last task of the body. */
function derivedId(node: MapNodeDraft, frame: Frame): string {
  const { result, nodes } = node.body;
  const returned = result.kind === 'output' ? result.node : undefined;
  const named = returned?.region === node.body ? returned : nodes.at(-1);
  return named === undefined ? fullId(frame, 'map') : `${named.id}[]`;
}
