import type { Json, JsonObject, JsonSchema } from '../../dsl/plan/json.ts';

/**
 * What an answer lacks by its form, as far as plain JSON Schema says so without a library: types,
 * required and unknown fields, constants and enumerations. The server has checked the rest.
 */
export function formFaults(form: JsonSchema, answer: JsonObject): readonly string[] {
  return faultsOf(form, answer, 'the answer');
}

interface Schema {
  readonly type?: unknown;
  readonly const?: Json;
  readonly enum?: unknown;
  readonly required?: unknown;
  readonly properties?: unknown;
  readonly additionalProperties?: unknown;
  readonly items?: unknown;
}

function faultsOf(schema: Schema, value: Json, place: string): readonly string[] {
  if (typeof schema.type === 'string' && !isOfType(value, schema.type)) {
    return [`${place} is not of type ${schema.type}`];
  }
  if (Array.isArray(schema.enum) && !schema.enum.some((each) => sameJson(each, value))) {
    return [`${place} is none of ${JSON.stringify(schema.enum)}`];
  }
  if (schema.const !== undefined && !sameJson(schema.const, value)) {
    return [`${place} is not ${JSON.stringify(schema.const)}`];
  }
  if (isList(value)) return faultsOfItems(schema, value, place);
  if (typeof value === 'object' && value !== null) return faultsOfFields(schema, value, place);
  return [];
}

function faultsOfItems(schema: Schema, value: readonly Json[], place: string): readonly string[] {
  const { items } = schema;
  if (!isSchema(items)) return [];
  return value.flatMap((item, index) => faultsOf(items, item, `${place}[${index}]`));
}

function faultsOfFields(schema: Schema, value: JsonObject, place: string): readonly string[] {
  const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
  const known = new Map<string, unknown>(properties);
  const required = Array.isArray(schema.required) ? schema.required : [];
  const missing = required
    .filter((name): name is string => typeof name === 'string' && value[name] === undefined)
    .map((name) => `${place} lacks "${name}"`);
  const wrong = Object.entries(value).flatMap(([name, field]) => {
    const inner = known.get(name);
    if (isSchema(inner)) return faultsOf(inner, field, `"${name}"`);
    return schema.additionalProperties === false ? [`${place} has an unknown field "${name}"`] : [];
  });
  return [...missing, ...wrong];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(value: Json, type: string): boolean {
  switch (type) {
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

function sameJson(left: unknown, right: Json): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
