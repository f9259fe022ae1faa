interface Resolved {
  readonly url: string;
  readonly format?: string | null;
}
type Next = (specifier: string, context?: object) => Resolved | Promise<Resolved>;

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
  const found = await resolveOr(specifier, context, next);
  const url = found.url.replace(COMMONJS_MARK, '');
  const isAuthorCode =
    /\.[cm]?ts$/.test(url.replace(/[?#].*$/, '')) && !url.includes('/node_modules/');
  return isAuthorCode && found.format === 'commonjs' && !/\.cts/.test(url)
    ? { ...found, url, format: 'module' }
    : found;
}

async function resolveOr(specifier: string, context: object, next: Next): Promise<Resolved> {
  try {
    return await next(specifier, context);
  } catch (error) {
    if (!OWN.test(specifier)) throw error;
    return await next(specifier, { ...context, parentURL: import.meta.url });
  }
}
