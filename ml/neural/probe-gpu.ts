import { chooseBackend } from './backend.ts';

/**
 * Run as a process of its own by workers that look for a GPU, so that a crash of a driver is only an
 * answer: prints what `chooseBackend` finds as JSON, `{ chosen }` or `{ missing }`.
 */
const answer = await chooseBackend({ device: 'gpu' }).then(
  (chosen) => ({ chosen }),
  (error: unknown) => ({ missing: error instanceof Error ? error.message : String(error) }),
);
process.stdout.write(`\n${JSON.stringify(answer)}\n`, () => process.exit(0));
