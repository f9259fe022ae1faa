/**
 * What of the worker's environment a task's process sees. Everything else stays out: database
 * passwords, object-store keys and secrets are no author's business.
 */
const ALLOWED: readonly string[] = [
  'PATH',
  'HOME',
  'TZ',
  'LANG',
  'LC_ALL',
  // Where the libraries of a GPU lie, and which device to use.
  'LD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'NVIDIA_VISIBLE_DEVICES',
  // Which addresses besides public ones tasks may reach.
  'PERDURE_ALLOWED_ADDRESSES',
];

export function childEnv(
  env: NodeJS.ProcessEnv,
  more: readonly string[],
  deviceIds: readonly string[] = [],
): NodeJS.ProcessEnv {
  const names = [...ALLOWED, ...more];
  const seen = Object.fromEntries(
    names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
  );
  return deviceIds.length === 0 ? seen : { ...seen, CUDA_VISIBLE_DEVICES: deviceIds.join(',') };
}
