import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A receiver of callbacks, outside of everything that is tested. */
export class Sink {
  readonly told: { readonly kind: string; readonly messageId: string }[] = [];
  down = false;
  /** How often somebody was turned away. */
  refused = 0;
  readonly #server: Server = createServer((request, answer) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      if (this.down) this.refused += 1;
      // The dag file of a test wrote it.
      else this.told.push(JSON.parse(body) as Sink['told'][number]);
      answer.writeHead(this.down ? 503 : 200).end();
    });
  });

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    // It listens on a port, not on a pipe.
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async until(count: number): Promise<readonly string[]> {
    while (this.told.length < count) await sleep(25);
    return this.told.map(({ kind }) => kind).sort();
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
