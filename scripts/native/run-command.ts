import { spawn } from 'node:child_process';

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs a command and gives its standard output; what it says on the other one goes through.
 *
 * @throws Error naming the command when it cannot start or ends with anything but 0
 */
export function runCommand(
  command: string,
  args: readonly string[],
  { cwd, env = {} }: CommandOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString('utf8')));
    child.on('error', (cause) => {
      reject(new Error(`"${command}" cannot be started; is it installed?`, { cause }));
    });
    child.on('close', (code) => {
      if (code === 0) resolve(text);
      else reject(new Error(`"${[command, ...args].join(' ').slice(0, 300)}" ended with ${code}.`));
    });
  });
}
