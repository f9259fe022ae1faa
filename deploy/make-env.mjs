// Writes `.env` for docker-compose.yml: every name of `.env.example`, with random secrets. It never
// changes an `.env` that is there.   node deploy/make-env.mjs
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const example = new URL('../.env.example', import.meta.url);
const target = process.argv[2] ?? new URL('../.env', import.meta.url);
const text = readFileSync(example, 'utf8').replace(
  /^([A-Z0-9_]+)=$/gm,
  // Hexadecimal: it may stand in a URL as it is.
  (_, name) => `${name}=${randomBytes(24).toString('hex')}`,
);
try {
  writeFileSync(target, text, { mode: 0o600, flag: 'wx' });
  console.log('Wrote .env with random secrets; only you can read it.');
} catch (error) {
  if (error.code !== 'EEXIST') throw error;
  console.error('There is an .env already; it was left as it is.');
  process.exitCode = 1;
}
