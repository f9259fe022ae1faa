import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { BOUND, type NativeLayout } from './layout.ts';
import { runCommand } from './run-command.ts';

/**
 * Compiles the two C++ files that bind tfjs to libtensorflow, against Node-API, so that one build
 * serves every version of Node.
 *
 * @param wheels folder that holds `tensorflow/`; its real place goes into the binding, because the
 *   libraries find NVIDIA's beside themselves
 */
export async function buildBinding(
  kind: 'cpu' | 'gpu',
  layout: NativeLayout,
  wheels: string,
): Promise<void> {
  const source = path.join(layout.modules, BOUND[kind]);
  const target = path.join(source, 'lib', 'napi-v8');
  const library = path.join(wheels, 'tensorflow');
  await mkdir(target, { recursive: true });
  await runCommand(
    process.env['CXX'] ?? 'g++',
    [
      ...['-O2', '-std=c++17', '-fPIC', '-shared', '-DNAPI_VERSION=8'],
      ...['-I', path.join(layout.modules, 'node-api-headers', 'include')],
      ...['-I', path.join(library, 'include'), '-I', '..'],
      ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc'],
      ...['-L', library, `-Wl,-rpath,${library}`],
      ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
      ...['-o', path.join(target, 'tfjs_binding.node')],
    ],
    { cwd: source },
  );
}
