import { createRequire } from 'node:module';
import { z } from 'zod';

const Manifest = z.object({ version: z.string() });

/** The version in the package's own manifest; its name resolves from sources and from `dist/` alike. */
export const ENGINE_VERSION = Manifest.parse(
  createRequire(import.meta.url)('perdure/package.json'),
).version;
