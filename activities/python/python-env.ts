/** What of the worker's environment a script sees; passwords and keys of the worker stay out. */
const PASSED = [
  ...['PATH', 'HOME', 'TZ', 'LANG', 'LC_ALL', 'LD_LIBRARY_PATH'],
  // Which devices the task has.
  ...['CUDA_VISIBLE_DEVICES', 'NVIDIA_VISIBLE_DEVICES'],
  // How many threads numeric libraries take.
  ...['OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'],
];

/** Besides these, what fetching packages needs: indexes and the way to them. */
const PASSED_TO_INSTALL = [
  ...['PIP_INDEX_URL', 'PIP_EXTRA_INDEX_URL', 'PIP_CERT', 'PIP_CONFIG_FILE', 'PIP_NO_INDEX'],
  ...['PIP_FIND_LINKS', 'UV_INDEX_URL', 'UV_DEFAULT_INDEX', 'UV_CACHE_DIR', 'SSL_CERT_FILE'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'],
];

type Environment = Readonly<Record<string, string>>;

/** @param more names of further variables of the worker, as the task's author listed them */
export function scriptEnvironment(more: readonly string[], own: Environment): Environment {
  return { ...picked([...PASSED, ...more]), PYTHONUNBUFFERED: '1', PYTHONUTF8: '1', ...own };
}

export function installEnvironment(): Environment {
  return picked([...PASSED, ...PASSED_TO_INSTALL]);
}

function picked(names: readonly string[]): Environment {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
