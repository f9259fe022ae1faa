type Param = string | number | boolean;

/** Longest value that MLflow takes for a param. */
const MOST = 500;

/** Settings as params: `{ network: { epochs: 3 } }` is `network.epochs`; lists are told as JSON. */
export function flattened(settings: object, prefix = ''): Record<string, Param> {
  const params: Record<string, Param> = {};
  for (const [key, value] of Object.entries(settings) as readonly [string, unknown][]) {
    const name = `${prefix}${key}`;
    if (value === null || value === undefined) continue;
    if (typeof value === 'object' && !Array.isArray(value)) {
      Object.assign(params, flattened(value, `${name}.`));
    } else if (typeof value === 'number' || typeof value === 'boolean') params[name] = value;
    else {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      params[name] = text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text;
    }
  }
  return params;
}
