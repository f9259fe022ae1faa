import { existsSync } from 'node:fs';
import { mkdtemp, mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import type { NativeLayout } from './layout.ts';
import { runCommand } from './run-command.ts';

/** One wheel for all: nothing of it runs in Python, so the machine's own version does not matter. */
const TARGET = [
  ...['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311', '--abi', 'none'],
  ...['2_28', '2_27', '2_25', '2_17', '2_12'].flatMap((glibc) => [
    '--platform',
    `manylinux_${glibc}_x86_64`,
  ]),
  ...['--platform', 'manylinux2014_x86_64', '--platform', 'manylinux2010_x86_64'],
];

/** Unpacks what is linked and loaded: TensorFlow's libraries and headers, and NVIDIA's if there. */
const UNPACK = `
import glob, sys, zipfile
for wheel in glob.glob(sys.argv[1] + "/*.whl"):
    with zipfile.ZipFile(wheel) as held:
        names = [n for n in held.namelist() if n.startswith(("tensorflow/libtensorflow", "tensorflow/include/", "nvidia/"))]
        held.extractall(sys.argv[2], names)
`;

/**
 * Brings libtensorflow from the Python registry, in the versions and with the sha256 that the
 * requirements file names, and unpacks it.
 *
 * @returns the folder that holds `tensorflow/`
 */
export async function fetchTensorflow(kind: 'cpu' | 'gpu', layout: NativeLayout): Promise<string> {
  const done = path.join(layout.wheels, 'tensorflow', 'libtensorflow_cc.so.2');
  if (existsSync(done)) return layout.wheels;
  const work = await mkdtemp(path.join(layout.root, 'fetch-'));
  try {
    const requirements = path.join(import.meta.dirname, `requirements-${kind}.txt`);
    const wheels = path.join(work, 'packed');
    const flags = ['--quiet', '--require-hashes', '--no-deps', '--only-binary=:all:', ...TARGET];
    const python = process.env['PYTHON'] ?? 'python3';
    await runCommand(python, ['-m', 'pip', 'download', ...flags, '-d', wheels, '-r', requirements]);
    const unpacked = path.join(work, 'unpacked');
    await mkdir(unpacked);
    await runCommand(python, ['-c', UNPACK, wheels, unpacked]);
    await rm(layout.wheels, { recursive: true, force: true });
    // Moved whole, so that a set-up that was cut off is never taken for a finished one.
    await rename(unpacked, layout.wheels);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return layout.wheels;
}
