import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { TaskContext } from '../../dsl/index.ts';

/**
 * The bytes behind a path, a `file:` URL or an `http(s):` URL.
 * A file that is not there ends the task at once; a server that does not answer is tried again.
 */
export async function fetchSource(ctx: TaskContext, url: string): Promise<Uint8Array> {
  if (/^https?:/i.test(url)) {
    const response = await fetch(url, { signal: ctx.signal });
    if (!response.ok) {
      const retry = response.status >= 500 || response.status === 429;
      return ctx.fail(`${url} answered ${response.status} ${response.statusText}.`, { retry });
    }
    return new Uint8Array(await response.arrayBuffer());
  }
  try {
    return await readFile(url.startsWith('file:') ? fileURLToPath(url) : url);
  } catch (error) {
    const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    if (code !== 'ENOENT' && code !== 'EISDIR' && code !== 'EACCES') throw error;
    return ctx.fail(
      `"${url}" cannot be read on this worker (${code}). Give a path that every worker has, or an http URL.`,
      { retry: false },
    );
  }
}
