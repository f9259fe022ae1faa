import type { Json, JsonObject, JsonSchema } from '../plan/json.ts';
import { listShape, objectShape, scalarShape, UNKNOWN, unionShape, type Shape } from './shape.ts';

/** The shape of what a JSON Schema describes; recursive schemas are walked only as far as asked. */
export function schemaShape(schema: JsonSchema): Shape {
  return shapeOf(schema, schema);
}

/** A shape that is worked out when first asked for, once. */
function lazyShape(make: () => Shape): Shape {
  let made: Shape | undefined;
  const shape = (): Shape => (made ??= make());
  return {
    get type() {
      return shape().type;
    },
    fields: () => shape().fields(),
    element: () => shape().element(),
    position: (index) => shape().position(index),
    keys: () => shape().keys(),
  };
}

function shapeOf(schema: Json | undefined, root: JsonObject): Shape {
  if (!isObject(schema)) return UNKNOWN;
  if (typeof schema['$ref'] === 'string') {
    const target = resolve(schema['$ref'], root);
    return target === schema ? UNKNOWN : lazyShape(() => shapeOf(target, root));
  }
  const members = schema['anyOf'] ?? schema['oneOf'];
  if (isList(members)) return unionShape(members.map((member) => shapeOf(member, root)));
  if (isList(schema['allOf']) && schema['type'] === undefined) {
    return intersection(schema['allOf'].map((member) => shapeOf(member, root)));
  }
  if (schema['const'] !== undefined) return literalKeys([schema['const']]);
  if (isList(schema['enum'])) return literalKeys(schema['enum']);
  return typedShape(schema, root);
}

function typedShape(schema: JsonObject, root: JsonObject): Shape {
  const declared = schema['type'];
  if (isList(declared)) {
    return unionShape(declared.map((type) => typedShape({ ...schema, type }, root)));
  }
  switch (declared) {
    case 'object':
      return objectSchemaShape(schema, root);
    case 'array':
      return arraySchemaShape(schema, root);
    case 'integer':
    case 'number':
      return scalarShape('number');
    case 'string':
    case 'boolean':
    case 'null':
      return scalarShape(declared);
    default:
      return UNKNOWN;
  }
}

function objectSchemaShape(schema: JsonObject, root: JsonObject): Shape {
  const values = (): Shape => shapeOf(schema['additionalProperties'], root);
  if (!isObject(schema['properties'])) return { ...UNKNOWN, type: 'object', element: values };
  const fields = new Map(
    Object.entries(schema['properties']).map(([name, field]) => [
      name,
      lazyShape(() => shapeOf(field, root)),
    ]),
  );
  return { ...objectShape(fields), element: values };
}

function arraySchemaShape(schema: JsonObject, root: JsonObject): Shape {
  const prefix = isList(schema['prefixItems']) ? schema['prefixItems'] : [];
  const rest = lazyShape(() => shapeOf(schema['items'], root));
  if (prefix.length === 0) return listShape(rest);
  const places = prefix.map((item) => shapeOf(item, root));
  return {
    ...listShape(unionShape(schema['items'] === false ? places : [...places, rest])),
    position: (index) => places[index < 0 ? places.length + index : index] ?? rest,
  };
}

function intersection(shapes: readonly Shape[]): Shape {
  const fields = new Map(shapes.flatMap((shape) => [...(shape.fields() ?? [])]));
  return fields.size > 0 ? objectShape(fields) : (shapes[0] ?? UNKNOWN);
}

function literalKeys(values: readonly Json[]): Shape {
  const present = values.filter((value) => value !== null);
  if (present.length === 0) return scalarShape('null');
  const types = new Set(present.map((value) => typeof value));
  const [type] = types;
  if (types.size > 1 || (type !== 'string' && type !== 'number' && type !== 'boolean')) {
    return UNKNOWN;
  }
  return scalarShape(type, type === 'number' ? undefined : present.map(String));
}

function resolve(reference: string, root: JsonObject): Json | undefined {
  let value: Json | undefined = root;
  for (const step of reference.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    value = isObject(value) ? value[key] : undefined;
  }
  return value;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
