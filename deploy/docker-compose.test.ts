import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildProgram } from '../cli/program.ts';
import type { Terminal } from '../cli/terminal.ts';
import {
  SMALL_MACHINE_DYNAMIC_CONFIG,
  TEMPORAL_DYNAMIC_CONFIG,
} from '../workers/stack/temporal-settings.ts';

interface Service {
  readonly image: string;
  readonly build?: { readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test?: readonly string[]; readonly disable?: boolean };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly profiles?: readonly string[];
  readonly restart?: string;
  readonly deploy?: unknown;
}

const read = (file: string): string => readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
const text = read('docker-compose.yml');
const options = { merge: true };
const compose = parse(text, options) as {
  services: Readonly<Record<string, Service>>;
  volumes: object;
};
const services = Object.entries(compose.services);
const service = (name: string): Service => {
  const found = compose.services[name];
  if (found === undefined) throw new Error(`There is no service "${name}".`);
  return found;
};
const ours = services.filter(([, { image }]) => image.startsWith('perdure:'));
const lasting = services.filter(([, { restart }]) => restart === 'unless-stopped');

describe('docker-compose.yml', () => {
  it('is valid by the schema of the Compose Specification', () => {
    const schema: unknown = JSON.parse(read('deploy/schema/compose-spec.json'));
    const ajv = new Ajv({
      strict: false,
      validateFormats: false,
      validateSchema: false,
      allErrors: true,
    });
    const validate = ajv.compile(schema as object);
    validate(parse(text, options));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has every part of the stack', () => {
    expect(services.map(([name]) => name).sort()).toEqual(
      [
        ...['postgres', 'minio', 'bucket', 'migrate', 'server', 'engine', 'cpu', 'gpu'],
        ...['temporal', 'temporal-schema', 'temporal-namespace', 'temporal-ui'],
      ].sort(),
    );
  });

  it.each(services.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port] as const)))(
    '%s binds %s to loopback alone: there is no TLS here',
    (_, port) => {
      expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/);
    },
  );

  it.each(services)('%s names its image with an exact version', (_, { image }) => {
    const tag = image.split(':')[1];
    expect(tag).toMatch(/\d+\.\d+|RELEASE\.\d{4}/);
    expect(tag).not.toContain('latest');
  });

  it('has a health check for each service that lasts, and none for those that end', () => {
    for (const [, { healthcheck }] of lasting) expect(healthcheck?.test?.[0]).toBe('CMD');
    const ending = services.filter((entry) => !lasting.includes(entry));
    expect(ending.map(([name]) => name).sort()).toEqual([
      ...['bucket', 'migrate', 'temporal-namespace', 'temporal-schema'],
    ]);
    for (const [, { healthcheck }] of ending) expect(healthcheck?.disable).toBe(true);
  });

  it('waits for parts that are there, by a state that they reach', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const lasts = lasting.some(([name]) => name === needed);
        expect(service(needed)).toBeDefined();
        expect(condition).toBe(lasts ? 'service_healthy' : 'service_completed_successfully');
      }
    }
  });

  it('starts servers and workers only on a migrated database, a bucket and a namespace', () => {
    for (const name of ['server', 'engine', 'cpu', 'gpu']) {
      const needed = Object.keys(service(name).depends_on ?? {}).sort();
      expect(needed).toEqual(['bucket', 'migrate', 'temporal-namespace']);
    }
  });

  it('mounts only files that are there and volumes that are declared', () => {
    for (const [, { volumes = [] }] of services) {
      for (const volume of volumes) {
        const source = volume.replace(/^\$\{[A-Z_]+:-(.+?)\}/, '$1').split(':')[0] ?? '';
        if (source.startsWith('.')) expect(existsSync(source), source).toBe(true);
        else expect(Object.keys(compose.volumes)).toContain(source);
      }
    }
  });

  it('reserves one NVIDIA GPU for the gpu worker, which starts by its profile alone', () => {
    const gpu = service('gpu');
    expect(gpu.profiles).toEqual(['gpu']);
    expect(gpu.deploy).toEqual({
      resources: {
        reservations: { devices: [{ driver: 'nvidia', count: 1, capabilities: ['gpu'] }] },
      },
    });
    for (const [name, { deploy }] of services) if (name !== 'gpu') expect(deploy).toBeUndefined();
  });

  it('runs a worker for each queue, and a server that other containers reach', () => {
    for (const queue of ['engine', 'cpu', 'gpu']) {
      const command = service(queue).command ?? [];
      expect(command.slice(0, 6)).toEqual([
        'perdure',
        'worker',
        '--queue',
        queue,
        '--dags',
        '/app/dags',
      ]);
    }
    expect(service('migrate').command).toEqual(['perdure', 'db', 'migrate']);
    expect(service('server').command?.slice(2)).toEqual(['--host', '0.0.0.0', '--port', '8080']);
  });

  it('uses words and options that the command line has', () => {
    const terminal = { env: {}, cwd: '.', out: () => {}, err: () => {} };
    // Only the words are looked at; nothing runs.
    const program = buildProgram(terminal as unknown as Terminal, () => {});
    const commands = services.map(([, { command = [] }]) => command);
    const perdure = commands
      .filter(([first]) => first === 'perdure')
      .map((words) => words.slice(1));
    expect(perdure.length).toBe(4);
    for (const words of perdure) {
      let at: Command | undefined = program;
      const options = words.filter((word) => word.startsWith('--'));
      const verbs = words.slice(
        0,
        Math.max(
          0,
          words.findIndex((word) => word.startsWith('--')),
        ),
      );
      for (const verb of verbs.length === 0 ? words : verbs) {
        at = at?.commands.find((command) => command.name() === verb);
        expect(at, words.join(' ')).toBeDefined();
      }
      const known = at?.options.map(({ long }) => long) ?? [];
      expect(known).toEqual(expect.arrayContaining(options));
    }
  });

  it('starts only scripts that are there: a build turns each .ts into its .js', () => {
    const words = services.flatMap(([, { command = [], entrypoint = [], healthcheck }]) => [
      ...command,
      ...entrypoint,
      ...(healthcheck?.test ?? []),
    ]);
    const scripts = words.filter((word) => /^(dist|deploy)\/.*\.m?js$/.test(word));
    expect(scripts.length).toBeGreaterThan(4);
    for (const script of scripts) {
      const source = script.replace(/^dist\//, '').replace(/\.js$/, '.ts');
      expect(existsSync(source), source).toBe(true);
    }
    const mounted = words.filter((word) => word.startsWith('/scripts/'));
    for (const script of mounted) {
      expect(existsSync(script.replace('/scripts/', 'deploy/temporal/')), script).toBe(true);
    }
  });
});

describe('the secrets of docker-compose.yml', () => {
  const SECRET = /PASSWORD|SECRET|TOKEN|ACCESS_KEY|PWD|MINIO_ROOT|DATABASE_URL/;

  it('come from .env alone: each must be given, none has a default', () => {
    const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment));
    const secrets = values.filter(([name]) => SECRET.test(name));
    expect(secrets.length).toBeGreaterThan(12);
    for (const [name, value] of secrets) expect(value, name).toMatch(/\$\{[A-Z_0-9]+:\?/);
  });

  it('are all named in .env.example, without a value', () => {
    const needed = new Set([...text.matchAll(/\$\{([A-Z_0-9]+):\?/g)].map(([, name]) => name));
    const lines = read('.env.example').split('\n');
    const named = lines.filter((line) => line !== '' && !line.startsWith('#'));
    expect(named.sort()).toEqual([...needed].map((name) => `${name}=`).sort());
  });

  it('are made at random, readable by their owner alone, and never made twice', () => {
    const folder = mkdtempSync(join(tmpdir(), 'perdure-env-'));
    try {
      const file = join(folder, '.env');
      const make = (): number | null =>
        spawnSync(process.execPath, ['deploy/make-env.mjs', file]).status;
      expect(make()).toBe(0);
      expect(statSync(file).mode & 0o077).toBe(0);
      const first = readFileSync(file, 'utf8');
      const values = [...first.matchAll(/^[A-Z_0-9]+=([0-9a-f]{48})$/gm)].map(([, value]) => value);
      expect(values.length).toBe(6);
      expect(new Set(values).size).toBe(6);
      expect(make()).toBe(1);
      expect(readFileSync(file, 'utf8')).toBe(first);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('stay out of version control and out of the image', () => {
    expect(read('.gitignore').split('\n')).toContain('.env');
    expect(read('deploy/docker/Dockerfile.dockerignore').split('\n')).toContain('.env');
  });
});

describe('the settings of the Temporal server', () => {
  it('are the ones of the development server', () => {
    const file = parse(read('deploy/temporal/dynamic-config.yaml')) as Record<
      string,
      readonly { value: unknown }[]
    >;
    const values = Object.entries(file).map(([key, [only]]) => [key, only?.value]);
    expect(Object.fromEntries(values)).toEqual({
      ...TEMPORAL_DYNAMIC_CONFIG,
      ...SMALL_MACHINE_DYNAMIC_CONFIG,
    });
  });
});

describe('the image', () => {
  const dockerfile = read('deploy/docker/Dockerfile');
  const lines = dockerfile.split('\n');

  it('is built from exact versions and from the lockfile', () => {
    const bases = lines.filter((line) => line.startsWith('FROM '));
    expect(bases.length).toBe(3);
    for (const base of bases) expect(base).toMatch(/^FROM node:22\.\d+\.\d+-bookworm-slim AS /);
    const installs = lines.filter((line) => /npm (ci|i|install)\b/.test(line));
    expect(installs.every((line) => line.startsWith('RUN npm ci '))).toBe(true);
  });

  it('runs as another user than root, says how it is, and lacks the development packages', () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last).toContain('USER node');
    expect(last.some((line) => line.startsWith('HEALTHCHECK '))).toBe(true);
    expect(dockerfile).toContain('npm ci --omit=dev');
    expect(last.join('\n')).toContain('--from=dependencies /app/node_modules');
  });

  it('is the one that compose builds', () => {
    expect(ours.length).toBe(6);
    for (const [, { build }] of ours) expect(build?.dockerfile).toBe('deploy/docker/Dockerfile');
  });
});
