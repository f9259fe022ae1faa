interface Resolved {
  readonly url: string;
  readonly format?: string | null;
}
type Next = (specifier: string, context?: object) => Resolved | Promise<Resolved>;
type NextInThread = (specifier: string, context?: object) => Resolved;

// What tsx adds to the address of a file that it means to load as CommonJS.
const COMMONJS_MARK = /(?:%3F|[?&])tsx-commonjs-.*$/;
const OWN = /^(perdure|zod)(\/|$)/;

/**
 * Node's resolve hook for author code.
 *
 * R1 A TypeScript file outside `node_modules` is an ES module whatever its package.json says, or
 *    a folder without one would load `perdure` a second time, as CommonJS.
 * R2 `perdure` and `zod` come from the engine where the author's folder has none of its own.
 */
export async function resolve(specifier: string, context: object, next: Next): Promise<Resolved> {
  let found: Resolved;
  try {
    found = await next(specifier, context);
  } catch (error) {
    found = await next(specifier, fromEngine(specifier, context, error));
  }
  return asModule(found);
}

/** The same for hooks that run in the thread that imports. */
export function resolveInThread(specifier: string, context: object, next: NextInThread): Resolved {
  let found: Resolved;
  try {
    found = next(specifier, context);
  } catch (error) {
    found = next(specifier, fromEngine(specifier, context, error));
  }
  return asModule(found);
}

/** R2. @throws what went wrong, for any other name. */
function fromEngine(specifier: string, context: object, error: unknown): object {
  if (!OWN.test(specifier)) throw error;
  return { ...context, parentURL: import.meta.url };
}

/** R1. */
function asModule(found: Resolved): Resolved {
  const url = found.url.replace(COMMONJS_MARK, '');
  const isAuthorCode =
    /\.[cm]?ts$/.test(url.replace(/[?#].*$/, '')) && !url.includes('/node_modules/');
  return isAuthorCode && found.format === 'commonjs' && !/\.cts/.test(url)
    ? { ...found, url, format: 'module' }
    : found;
}
