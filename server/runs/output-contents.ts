import type { Json } from '../../dsl/plan/json.ts';

/** Something that a task's output names by the hash of its bytes. */
export interface OutputContent {
  /** JSON pointer (RFC 6901) to the object that names it. */
  readonly at: string;
  readonly kind: 'data' | 'model' | 'file';
  readonly sha256: string;
  readonly uri: string | null;
}
export interface OutputMetric {
  /** JSON pointer to the number. */
  readonly at: string;
  readonly value: number;
}

/** Every object in an output with a `sha256` of its own, in the order of the output. */
export function contentsOf(output: Json): readonly OutputContent[] {
  return objectsIn(output, '').flatMap(({ at, object }) => {
    const { sha256, uri, objectKey } = object;
    if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return [];
    const name = [uri, objectKey].find((each) => typeof each === 'string');
    const place = typeof name === 'string' ? name : null;
    return [{ at, kind: kindOf(place), sha256, uri: place }];
  });
}

/** Every number in an object that an output has under the name `metrics`. */
export function metricsOf(output: Json): readonly OutputMetric[] {
  return objectsIn(output, '').flatMap(({ at, object }) =>
    at.endsWith('/metrics')
      ? Object.entries(object).flatMap(([name, value]) =>
          typeof value === 'number' ? [{ at: `${at}/${escaped(name)}`, value }] : [],
        )
      : [],
  );
}

function kindOf(uri: string | null): OutputContent['kind'] {
  if (uri === null) return 'file';
  if (/^(?:dataset|sealed):\/\//.test(uri)) return 'data';
  return /^models[:/]|\.onnx$|\b(?:model|classifier)\.json$/.test(uri) ? 'model' : 'file';
}

interface Placed {
  readonly at: string;
  readonly object: { readonly [key: string]: Json };
}

function objectsIn(value: Json, at: string): readonly Placed[] {
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) return value.flatMap((item, index) => objectsIn(item, `${at}/${index}`));
  const inner = Object.entries(value).flatMap(([key, field]) =>
    objectsIn(field, `${at}/${escaped(key)}`),
  );
  return [{ at, object: value }, ...inner];
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
