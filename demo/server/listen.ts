import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Hono } from 'hono';

/** How many ports after the wished one are tried before giving up. */
const PORT_TRIES = 20;

export interface Listening {
  readonly server: Server;
  /** Ends in a slash. */
  readonly url: string;
}

/**
 * Serves an app on 127.0.0.1.
 *
 * @param port the wished port; the next free one is taken where it is in use. 0 takes any.
 * @throws Error where none of the next twenty is free, or the system refuses
 */
export async function listen(app: Hono, port: number): Promise<Listening> {
  for (let wished = port; ; wished++) {
    const server = createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }) as Server;
    try {
      await listenOnce(server, wished);
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!isTaken || wished >= port + PORT_TRIES) throw error;
      continue;
    }
    const address = server.address() as AddressInfo;
    return { server, url: `http://127.0.0.1:${address.port}/` };
  }
}

function listenOnce(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
