import { seededRandom, type SeededRandom } from '../random/seeded-random.ts';
import { gaussianCandidates } from './gaussian/gaussian-sampler.ts';
import { gridPoints } from './grid-sampler.ts';
import { randomPoint, spreadPoint } from './random-sampler.ts';
import { checkSpace } from './space/check-space.ts';
import {
  coordinatesOf,
  fromPoint,
  toPoint,
  type Coordinate,
  type Point,
} from './space/coordinates.ts';
import type { ParamsOf, SearchSpace } from './space/search-space.ts';
import { tpeCandidates, type TpeOptions } from './tpe/tpe-sampler.ts';
import type { Direction, PastTrial } from './trial.ts';

/** How a study chooses what to try next. */
export type Sampler =
  | { readonly kind: 'random' }
  /** Every combination; `perReal`: how many values of a real parameter, or of an integer with more. */
  | { readonly kind: 'grid'; readonly perReal?: number | undefined }
  | ({ readonly kind: 'tpe'; readonly startup?: number | undefined } & TpeOptions)
  | { readonly kind: 'gaussian'; readonly startup?: number | undefined };

export interface SuggestOptions {
  readonly sampler: Sampler;
  readonly seed: number;
  /** How many to suggest at once. Default 1. */
  readonly count?: number;
  readonly direction?: Direction;
}

const STARTUP = 10;
const PER_REAL = 5;
/** Draws that are made to find a point that was not tried yet. */
const TRIES = 200;

/**
 * What to try next.
 *
 * U1 The same space, history, seed and options give the same suggestions, on every machine.
 * U2 A suggestion differs from all trials of the history and from the others of its batch, while
 *    the space has such points; a grid that is used up gives fewer suggestions, or none.
 * U3 Trials that failed, and those without a finite value, teach a sampler nothing but where not to
 *    go again.
 *
 * @param history all trials so far, oldest first, also those that failed or still run
 * @throws RangeError when the space is not one
 */
export function suggest<S extends SearchSpace>(
  space: S,
  history: readonly PastTrial[],
  options: SuggestOptions,
): ParamsOf<S>[] {
  checkSpace(space);
  const coordinates = coordinatesOf(space);
  const study = readHistory(coordinates, history, options.direction ?? 'minimize');
  const taken = new Set(study.tried.map(keyOf));
  const found: Point[] = [];
  for (let k = 0; k < (options.count ?? 1); k += 1) {
    const number = history.length + k;
    const point = freshPoint(coordinates, { ...study, found, number }, options, taken);
    if (point === undefined) break;
    taken.add(keyOf(point));
    found.push(point);
  }
  // `fromPoint` makes of each coordinate's number the value that its dimension describes.
  return found.map((point) => fromPoint(coordinates, point) as ParamsOf<S>);
}

interface Study {
  /** All points of the history. */
  readonly tried: readonly Point[];
  /** With their values, smaller is better, oldest first. */
  readonly complete: readonly {
    readonly point: Point;
    readonly value: number;
    readonly age: number;
  }[];
  /** Best first: complete ones, then pruned ones, the farther the better. */
  readonly ranked: readonly { readonly point: Point; readonly age: number }[];
  readonly running: readonly Point[];
}
interface Turn extends Study {
  /** Suggested in this batch before. */
  readonly found: readonly Point[];
  /** The number of the trial in its study. */
  readonly number: number;
}

function readHistory(
  coordinates: readonly Coordinate[],
  history: readonly PastTrial[],
  direction: Direction,
): Study {
  const sign = direction === 'minimize' ? 1 : -1;
  const all = history.map((trial, age) => {
    const { state, step = 0 } = trial;
    return {
      state,
      step,
      age,
      point: toPoint(coordinates, trial.params),
      value: sign * (trial.value ?? NaN),
    };
  });
  const complete = all.filter(({ state, value }) => state === 'complete' && Number.isFinite(value));
  const pruned = all.filter(({ state, value }) => state === 'pruned' && Number.isFinite(value));
  return {
    tried: all.map(({ point }) => point),
    complete,
    ranked: [
      ...complete.toSorted((a, b) => a.value - b.value),
      ...pruned.toSorted((a, b) => b.step - a.step || a.value - b.value),
    ],
    running: all.filter(({ state }) => state === 'running').map(({ point }) => point),
  };
}

function freshPoint(
  coordinates: readonly Coordinate[],
  turn: Turn,
  options: SuggestOptions,
  taken: ReadonlySet<string>,
): Point | undefined {
  const { sampler, seed } = options;
  const isFresh = (point: Point): boolean => !taken.has(keyOf(point));
  if (sampler.kind === 'grid') {
    return gridPoints(coordinates, sampler.perReal ?? PER_REAL).find(isFresh);
  }
  const random = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(turn.number + 1, 0x85ebca6b));
  const [first, ...others] = candidates(coordinates, turn, options, random);
  if (first === undefined || isFresh(first)) return first;
  return others.find(isFresh) ?? drawFresh(coordinates, random, isFresh) ?? first;
}

function candidates(
  coordinates: readonly Coordinate[],
  turn: Turn,
  { sampler, seed }: SuggestOptions,
  random: SeededRandom,
): readonly Point[] {
  if (sampler.kind === 'random' || sampler.kind === 'grid')
    return [randomPoint(coordinates, random)];
  const known = sampler.kind === 'tpe' ? turn.ranked.length : turn.complete.length;
  if (known < (sampler.startup ?? STARTUP)) {
    return [spreadPoint(coordinates, turn.number, seededRandom(seed))];
  }
  const pending = [...turn.running, ...turn.found];
  if (sampler.kind === 'tpe') {
    return tpeCandidates(coordinates, { ranked: turn.ranked, pending }, random, sampler);
  }
  return gaussianCandidates(
    coordinates,
    {
      points: turn.complete.map(({ point }) => point),
      values: turn.complete.map(({ value }) => value),
      pending,
    },
    random,
  );
}

function drawFresh(
  coordinates: readonly Coordinate[],
  random: SeededRandom,
  isFresh: (point: Point) => boolean,
): Point | undefined {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const point = randomPoint(coordinates, random);
    if (isFresh(point)) return point;
  }
  // A space with few points left: those are looked for one by one.
  if (coordinates.some(({ kind }) => kind === 'real')) return undefined;
  const size = coordinates.reduce((product, { levels }) => product * levels, 1);
  return size > 10_000 ? undefined : gridPoints(coordinates, Infinity).find(isFresh);
}

/** Real coordinates that agree to seven digits are the same point. */
function keyOf(point: Point): string {
  return Array.from(point, (number) => number.toPrecision(7)).join();
}
