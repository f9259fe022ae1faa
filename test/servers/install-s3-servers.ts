import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { findProgram, programCache } from './s3/find-program.ts';

/**
 * Builds the S3 servers that the tests of the object store run against, into `.cache/bin`. Needs Go
 * and the Go module proxy; MinIO takes some 3 minutes, versitygw 2. Versions are pinned.
 */
const SERVERS = [
  { name: 'minio', module: 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c' },
  { name: 'versitygw', module: 'github.com/versity/versitygw/cmd/versitygw@v1.8.0' },
] as const;

const missing = SERVERS.filter(({ name }) => findProgram(name) === undefined);
if (missing.length > 0 && spawnSync('go', ['version']).status !== 0) {
  console.error('Go is not installed: install it (https://go.dev/dl), then run this again.');
  process.exitCode = 1;
} else {
  for (const { name, module } of missing) build(name, module);
  for (const { name } of SERVERS) console.log(`${name}: ${findProgram(name) ?? 'not built'}`);
}

function build(name: string, module: string): void {
  mkdirSync(programCache(), { recursive: true });
  console.log(`${name}: building ${module} …`);
  const env = { ...process.env, GOBIN: programCache(), CGO_ENABLED: '0' };
  const { status } = spawnSync('go', ['install', '-trimpath', '-ldflags=-s -w', module], {
    env,
    stdio: 'inherit',
  });
  if (status === 0) return;
  console.error(`${name}: the build failed.`);
  process.exitCode = 1;
}
