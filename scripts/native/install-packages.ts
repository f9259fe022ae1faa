import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PACKAGES, type NativeKind, type NativeLayout } from './layout.ts';
import { runCommand } from './run-command.ts';

/**
 * Installs the npm packages of a kind in a folder of their own. Their install scripts stay off: they
 * would fetch a TensorFlow that is older and comes from outside the registries.
 */
export async function installPackages(kind: NativeKind, layout: NativeLayout): Promise<void> {
  await mkdir(layout.root, { recursive: true });
  const facts = { name: `perdure-native-${kind}`, private: true };
  await writeFile(path.join(layout.root, 'package.json'), JSON.stringify(facts, null, 2));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--loglevel=error'];
  await runCommand('npm', ['install', ...flags, ...PACKAGES[kind]], { cwd: layout.root });
}
