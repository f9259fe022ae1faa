import getPort, { portNumbers } from 'get-port';

const TRIED = 100;

/** The first port from `preferred` upwards that nothing listens on, on any interface. */
export async function freePort(preferred: number): Promise<number> {
  return getPort({ port: portNumbers(preferred, preferred + TRIED - 1) });
}
