import { runDevStack } from '../../../workers/stack/index.ts';

/** `perdure dev` without the command line: a process that can be interrupted or killed. */
const [home, dags, port] = process.argv.slice(2);
if (home === undefined || dags === undefined) throw new Error('Give a home and a dag folder.');
const base = Number(port);
const ports = { temporal: base, temporalUi: base + 1000, postgres: base + 2000 };
process.exitCode = await runDevStack({ home, dags, ports, roles: ['engine', 'cpu'] });
process.exit();
