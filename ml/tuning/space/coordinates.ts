import type { ChoiceDimension, Dimension, SearchSpace } from './search-space.ts';

/**
 * A search space as a list of coordinates, which is what samplers compute with.
 *
 * C1 A point has one number for each coordinate: a position from 0 to 1 for a real one, a level
 *    (0, 1, …) for an integer or a choice, and NaN where the coordinate's condition does not hold.
 * C2 `fromPoint` after `toPoint` gives the same parameters, but for rounding in a real one.
 */
export interface Coordinate {
  /** Where its value lies among the parameters. */
  readonly path: readonly string[];
  readonly kind: 'real' | 'integer' | 'choice';
  /** How many levels it has; infinite for a real one. */
  readonly levels: number;
  /** It exists only when the coordinate at this index has this level. */
  readonly when?: { readonly coordinate: number; readonly level: number };
  /** The position of a level: 0 to 1, in the middle of its cell. */
  position(level: number): number;
  /** Value of a position (real) or level, and back. */
  value(number: number): unknown;
  number(value: unknown): number;
  /** The part of [0, 1] that a level stands for. */
  cell(level: number): readonly [number, number];
}
export type Point = Float64Array;

/** The coordinates of a space; those of a variant's cases stand behind the coordinate of its kind. */
export function coordinatesOf(space: SearchSpace): readonly Coordinate[] {
  const found: Coordinate[] = [];
  collect(space, [], undefined, found);
  return found;
}

function collect(
  space: SearchSpace,
  path: readonly string[],
  when: Coordinate['when'],
  into: Coordinate[],
): void {
  for (const [name, dimension] of Object.entries(space)) {
    const at = { path: [...path, name], ...(when === undefined ? {} : { when }) };
    if (dimension.kind !== 'variant') {
      into.push({ ...at, ...scaleOf(dimension) });
      continue;
    }
    const kinds = Object.keys(dimension.cases);
    const coordinate = into.length;
    into.push({
      ...at,
      path: [...at.path, 'kind'],
      ...choiceScale({ kind: 'choice', values: kinds }),
    });
    kinds.forEach((kind, level) => {
      collect(dimension.cases[kind] ?? {}, at.path, { coordinate, level }, into);
    });
  }
}

type Scale = Omit<Coordinate, 'path' | 'when'>;

function scaleOf(dimension: Exclude<Dimension, { kind: 'variant' }>): Scale {
  if (dimension.kind === 'choice') return choiceScale(dimension);
  const { low, high, log } = dimension;
  if (dimension.kind === 'integer') return integerScale(low, high, dimension.step, log);
  const { toUnit, fromUnit } = unitScale(low, high, log);
  return {
    kind: 'real',
    levels: low === high ? 1 : Infinity,
    position: (unit) => unit,
    value: (unit) => Math.min(high, Math.max(low, fromUnit(unit))),
    number: (value) => toUnit(Number(value)),
    cell: (unit) => [unit, unit],
  };
}

/** Each level has half a step around it, so that all have the same room (on a linear scale). */
function integerScale(low: number, high: number, step: number, log: boolean): Scale {
  const levels = Math.floor((high - low) / step) + 1;
  const valueOf = (level: number): number => low + level * step;
  const [from, to] = [low - step / 2, valueOf(levels - 1) + step / 2];
  const { toUnit } = unitScale(from > 0 || !log ? from : low / 2, to, log);
  const edge = (value: number): number => Math.min(1, Math.max(0, toUnit(value)));
  return {
    kind: 'integer',
    levels,
    position: (level) => toUnit(valueOf(level)),
    value: valueOf,
    number: (value) => Math.round((Number(value) - low) / step),
    cell: (level) => [
      level === 0 ? 0 : edge(valueOf(level) - step / 2),
      level === levels - 1 ? 1 : edge(valueOf(level) + step / 2),
    ],
  };
}

function choiceScale({ values }: ChoiceDimension): Scale {
  return {
    kind: 'choice',
    levels: values.length,
    position: (level) => (level + 0.5) / values.length,
    value: (level) => values[level],
    number: (value) => values.findIndex((each) => each === value),
    cell: (level) => [level / values.length, (level + 1) / values.length],
  };
}

function unitScale(
  low: number,
  high: number,
  log: boolean,
): { readonly toUnit: (value: number) => number; readonly fromUnit: (unit: number) => number } {
  if (low === high) return { toUnit: () => 0.5, fromUnit: () => low };
  const [a, b] = log ? [Math.log(low), Math.log(high)] : [low, high];
  return {
    toUnit: (value) => ((log ? Math.log(value) : value) - a) / (b - a),
    fromUnit: (unit) => (log ? Math.exp(a + unit * (b - a)) : a + unit * (b - a)),
  };
}

/** Whether a coordinate exists at a point. */
export function isActive({ when }: Coordinate, point: Point): boolean {
  return when === undefined || point[when.coordinate] === when.level;
}

/** The level whose cell holds a position; for a real coordinate the position itself. */
export function levelAt(coordinate: Coordinate, position: number): number {
  if (coordinate.kind === 'real') return Math.min(1, Math.max(0, position));
  let [low, high] = [0, coordinate.levels - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (position < coordinate.cell(middle)[1]) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The point of some parameters, as a sampler computes with it. */
export function toPoint(coordinates: readonly Coordinate[], params: unknown): Point {
  const point = new Float64Array(coordinates.length);
  coordinates.forEach((coordinate, i) => {
    point[i] = isActive(coordinate, point)
      ? coordinate.number(valueAt(params, coordinate.path))
      : NaN;
  });
  return point;
}

/** The parameters of a point. */
export function fromPoint(
  coordinates: readonly Coordinate[],
  point: Point,
): Record<string, unknown> {
  const params: Record<string, unknown> = {};
  coordinates.forEach((coordinate, i) => {
    if (isActive(coordinate, point)) put(params, coordinate.path, coordinate.value(point[i] ?? 0));
  });
  return params;
}

function valueAt(params: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? Reflect.get(value, name)
        : undefined,
    params,
  );
}

function put(into: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = '', ...rest] = path;
  if (rest.length === 0) {
    into[name] = value;
    return;
  }
  const inner = into[name];
  // Only this function writes here, and it writes nothing else under a name that has more behind it.
  const next = (typeof inner === 'object' && inner !== null ? inner : {}) as Record<
    string,
    unknown
  >;
  into[name] = next;
  put(next, rest, value);
}
