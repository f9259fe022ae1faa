/** One request of MLflow's client to the stock server, and its answer; ids are `<id1>`, times `<time>`. */
export interface RecordedCall {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body?: unknown;
  /** Base64 of what was sent instead of JSON. */
  readonly bytes?: string;
  readonly answer?: unknown;
}

/** Ids of the stock server by the ids ours gave in their place. */
export class Ids {
  readonly #ours = new Map<string, string>();

  /** A text with our ids in it; one that no answer gave names something that is nowhere. */
  filled(text: string): string {
    return text.replace(/<id\d+>/g, (name) => this.#ours.get(name) ?? 'f'.repeat(32));
  }

  /** Learns the ids of an answer from the place they stand at. */
  learn(expected: unknown, actual: unknown): void {
    if (typeof expected === 'string' && typeof actual === 'string') {
      const pattern = expected
        .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
        .replace(/<id\d+>/g, '([0-9a-z-]+)');
      const names = expected.match(/<id\d+>/g) ?? [];
      const found = new RegExp(`^${pattern}$`).exec(actual) ?? [];
      names.forEach((name, index) => {
        const id = found[index + 1];
        if (id !== undefined && !this.#ours.has(name)) this.#ours.set(name, id);
      });
    } else if (typeof expected === 'object' && expected !== null && typeof actual === 'object') {
      for (const [key, value] of Object.entries(expected)) {
        this.learn(value, Reflect.get(actual ?? {}, key));
      }
    }
  }
}

const TIMES = new Set([
  ...['creation_time', 'last_update_time', 'creation_timestamp', 'last_updated_timestamp'],
]);
const LEFT_OUT = new Set(['message', 'next_page_token', 'page_token', 'error_class', 'sqlstate']);
const UNORDERED = new Set(['params', 'tags', 'metrics', 'aliases']);

/** An answer as the recorder writes it: times and words of a server's own taken out. */
export function plain(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) {
    const items = value.map((each: unknown) => plain(each));
    if (!UNORDERED.has(key) || items.some((item) => typeof item !== 'object')) return items;
    return items.sort((left, right) => (textOf(left) < textOf(right) ? -1 : 1));
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).filter(([name]) => !LEFT_OUT.has(name));
    return Object.fromEntries(fields.map(([name, each]) => [name, plain(each, name)]));
  }
  return TIMES.has(key) ? '<time>' : value;
}

function textOf(item: unknown): string {
  const { key, alias } = Object(item) as { key?: unknown; alias?: unknown };
  return `${String(key)} ${String(alias)}`;
}
