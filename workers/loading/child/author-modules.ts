/** Registers `author-resolution` behind the TypeScript loader of this process. */
import * as module from 'node:module';
import { resolveInThread } from './author-resolution.ts';

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
// Not in the types of Node 20; the TypeScript loader takes it where there is one, and so must we:
// hooks of the other kind come too late, or never for what is loaded as CommonJS.
const { registerHooks } = module as {
  readonly registerHooks?: (hooks: { readonly resolve: typeof resolveInThread }) => void;
};
if (registerHooks !== undefined) registerHooks({ resolve: resolveInThread });
else module.register(new URL(`./author-resolution${extension}`, import.meta.url).href);
