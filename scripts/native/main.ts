import { NATIVE_KINDS } from './layout.ts';
import { setUp } from './set-up.ts';

/** `npm run setup:native -- cpu|gpu|webgpu` */
async function main(): Promise<void> {
  const kind = NATIVE_KINDS.find((one) => one === process.argv[2]);
  if (kind === undefined) {
    throw new Error(`Say what to set up: npm run setup:native -- ${NATIVE_KINDS.join('|')}.`);
  }
  await setUp(kind);
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
