import { z } from 'zod';
import type { Dimension, SearchSpace } from '../../ml/tuning/space/search-space.ts';

/** The schema of the parameters that a space suggests, so that a dag's body knows their names and types. */
export function paramsSchema(space: SearchSpace): z.ZodObject {
  return z.object(
    Object.fromEntries(
      Object.entries(space).map(([name, dimension]) => [name, valueSchema(dimension)]),
    ),
  );
}

function valueSchema(dimension: Dimension): z.ZodType {
  switch (dimension.kind) {
    case 'real':
      return z.number();
    case 'integer':
      return z.int();
    case 'choice':
      return oneOf(dimension.values.map((value) => z.literal(value)));
    case 'variant':
      return oneOf(
        Object.entries(dimension.cases).map(([kind, space]) =>
          paramsSchema(space).extend({ kind: z.literal(kind) }),
        ),
      );
  }
}

function oneOf(schemas: readonly z.ZodType[]): z.ZodType {
  const [only] = schemas;
  return schemas.length === 1 && only !== undefined ? only : z.union(schemas);
}
