import type { Expression } from '../../../../dsl/plan/expression.ts';
import type { Loose } from '../../expression/loose.ts';
import { applyOperator } from '../../expression/operators.ts';
import { isList, stepInto } from '../../expression/step-into.ts';
import { outwards, spotSeenFrom, type Place, type Spot } from './place.ts';
import { reads } from './plan-edges.ts';
import { insideOf, type Unfolding } from './unfolding.ts';

/** A loop's condition is read outside of its iterations, with the newest state. */
export interface LoopState {
  readonly loop: string;
  readonly state: Loose;
}

/** The value of an expression at a place. Throws where there is none to be had at all. */
export function valueOf(
  run: Unfolding,
  expression: Expression,
  place: Place,
  newest?: LoopState,
): Loose {
  const each = (inner: Expression): Loose => valueOf(run, inner, place, newest);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'params':
      return stepInto(run.memory.params, expression.path);
    case 'output':
      return stepInto(outputOf(run, spotSeenFrom(place, expression.node)), expression.path);
    case 'item': {
      const at = placeInside(place, expression.map);
      const items = run.facts.get(at.around?.path ?? '');
      return stepInto(items, [at.index, ...expression.path]);
    }
    case 'index':
      return placeInside(place, expression.map).index;
    case 'state': {
      const isNewest = newest?.loop === expression.repeat;
      const at = isNewest ? undefined : placeInside(place, expression.repeat);
      return stepInto(at === undefined ? newest?.state : run.begins.get(at), expression.path);
    }
    case 'iteration':
      return placeInside(place, expression.repeat).index;
    case 'resource': {
      const { around } = placeInside(place, expression.resource);
      const setup = around && insideOf(run, around)[0];
      return setup && stepInto(resultOf(run, setup), expression.path);
    }
    case 'list':
      return expression.items.map(each);
    case 'object':
      return Object.fromEntries(
        Object.entries(expression.fields).map(([key, field]) => [key, each(field)]),
      );
    case 'call':
      return stepInto(
        applyOperator(expression.operator, expression.args.map(each)),
        expression.path,
      );
    default:
      throw new Error(`not modelled: ${expression.kind}`);
  }
}

/** What a place returns; missing when a node of its own that it reads has no value. */
export function resultOf(run: Unfolding, place: Place): Loose {
  const own = reads(place.region.result).filter((id) =>
    place.region.nodes.some((node) => node.id === id),
  );
  const there = own.every((id) => {
    const { node, path } = spotSeenFrom(place, id);
    return node.kind === 'map' ? run.inside.has(path) : run.states.get(path) === 'success';
  });
  return there ? valueOf(run, place.region.result, place) : undefined;
}

function outputOf(run: Unfolding, spot: Spot): Loose {
  const { node, path } = spot;
  const inside = insideOf(run, spot);
  if (node.kind === 'map') {
    const items = run.facts.get(path);
    if (!isList(items)) return undefined;
    return items.map((_, index) => {
      const item = inside[index];
      return item && resultOf(run, item);
    });
  }
  if (run.states.get(path) !== 'success') return undefined;
  switch (node.kind) {
    case 'branch': {
      const chosen = (place: Place): boolean => !run.bars.has(place);
      const value = (place: Place): Loose => (chosen(place) ? resultOf(run, place) : undefined);
      if (node.many) return Object.fromEntries(inside.map((place) => [place.key, value(place)]));
      const found = inside.find(chosen);
      return found && value(found);
    }
    case 'withResource':
      return inside[1] && resultOf(run, inside[1]);
    case 'shortCircuit':
    case 'repeat':
      return run.facts.get(path);
    default:
      return run.memory.ends.get(path)?.output;
  }
}

function placeInside(place: Place, id: string): Place {
  const found = outwards(place).find(({ around }) => around?.node.id === id);
  if (found === undefined) throw new Error(`no "${id}" around`);
  return found;
}
