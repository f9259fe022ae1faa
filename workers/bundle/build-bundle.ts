import { writeFile } from 'node:fs/promises';
import { bundleCode } from '../engine/workflow-bundle.ts';

/** The last step of `npm run build`: `dist/workflow-bundle.js`, so that workers start at once. */
await writeFile(new URL('../../workflow-bundle.js', import.meta.url), await bundleCode());
