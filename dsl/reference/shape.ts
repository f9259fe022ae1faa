/**
 * What is known about a value before it exists: enough to offer its fields, to name a wrong one,
 * and to check what a branch or a map stands on. Made from schemas and literals, read by references.
 */
export interface Shape {
  readonly type: 'object' | 'list' | 'string' | 'number' | 'boolean' | 'null' | 'unknown';
  /** Undefined when the fields are not known by name: records, scalars, unions with them. */
  readonly fields: () => ReadonlyMap<string, Shape> | undefined;
  /** What a list holds, or the values of a record. */
  readonly element: () => Shape;
  /** The element at a known position, for tuples. */
  readonly position: (index: number) => Shape;
  /** Every value it can have, as the keys of a branch: of booleans, enums and literals. */
  readonly keys: () => readonly string[] | undefined;
}

const none = (): undefined => undefined;

/** Nothing is known. */
export const UNKNOWN: Shape = {
  type: 'unknown',
  fields: none,
  element: () => UNKNOWN,
  position: () => UNKNOWN,
  keys: none,
};

export function scalarShape(
  type: 'string' | 'number' | 'boolean' | 'null',
  keys?: readonly string[],
): Shape {
  const known = type === 'boolean' ? (keys ?? ['true', 'false']) : keys;
  return { ...UNKNOWN, type, keys: () => known };
}

export function objectShape(fields: ReadonlyMap<string, Shape>): Shape {
  return { ...UNKNOWN, type: 'object', fields: () => fields };
}

export function listShape(element: Shape): Shape {
  return { ...UNKNOWN, type: 'list', element: () => element, position: () => element };
}

/** A value of one of several shapes: it has the fields that all of them have. */
export function unionShape(shapes: readonly Shape[]): Shape {
  return combine(shapes, commonFields);
}

/** A list's literals taken together: the fields that any of them has. */
export function mergedShape(shapes: readonly Shape[]): Shape {
  return combine(shapes, allFields);
}

type Join = (members: readonly ReadonlyMap<string, Shape>[]) => ReadonlyMap<string, Shape>;

function combine(all: readonly Shape[], join: Join): Shape {
  const shapes = [...new Set(all)].filter((shape) => shape.type !== 'null');
  const [first] = shapes;
  if (first === undefined) return all[0] ?? UNKNOWN;
  if (shapes.length === 1) return first;
  const same = shapes.every((shape) => shape.type === first.type);
  return {
    type: same ? first.type : 'unknown',
    fields: () => {
      const members = shapes.map((shape) => shape.fields());
      const known = members.filter((fields) => fields !== undefined);
      return known.length === members.length ? join(known) : undefined;
    },
    element: () =>
      combine(
        shapes.map((shape) => shape.element()),
        join,
      ),
    position: (index) =>
      combine(
        shapes.map((shape) => shape.position(index)),
        join,
      ),
    keys: () => {
      const members = shapes.map((shape) => shape.keys());
      const known = members.filter((keys) => keys !== undefined);
      return known.length === members.length ? [...new Set(known.flat())] : undefined;
    },
  };
}

function commonFields(members: readonly ReadonlyMap<string, Shape>[]): ReadonlyMap<string, Shape> {
  const fields = new Map<string, Shape>();
  for (const name of members[0]?.keys() ?? []) {
    const shapes = members.map((member) => member.get(name)).filter((shape) => shape !== undefined);
    if (shapes.length === members.length) fields.set(name, unionShape(shapes));
  }
  return fields;
}

function allFields(members: readonly ReadonlyMap<string, Shape>[]): ReadonlyMap<string, Shape> {
  const shapes = new Map<string, Shape[]>();
  for (const member of members) {
    for (const [name, shape] of member) {
      const known = shapes.get(name);
      if (known === undefined) shapes.set(name, [shape]);
      else known.push(shape);
    }
  }
  return new Map([...shapes].map(([name, list]) => [name, mergedShape(list)]));
}
