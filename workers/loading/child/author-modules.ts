/** Registers `author-resolution` behind the TypeScript loader of this process. */
import { register } from 'node:module';

const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
register(new URL(`./author-resolution${extension}`, import.meta.url).href);
