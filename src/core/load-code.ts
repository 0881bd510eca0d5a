import { describeCause, PlayerError } from './errors.ts';

/**
 * Loads a lazy part of Kinora itself. A chunk that does not come is asked for once more: a connection that breaks
 * must not cost a title. So `load` asks each time that it is called. Browsers of before 2026 remember the failure, and fail
 * at once (Chromium 156 does not: `startup-order.test.ts`).
 * @see https://github.com/whatwg/html/pull/10327
 * @throws PlayerError `network-failed` when the app's server does not deliver the chunk
 */
export async function loadCode<T>(what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load().catch(load);
  } catch (cause) {
    throw new PlayerError(
      'network-failed',
      `Kinora's own code for ${what} could not be loaded (${describeCause(cause)}). Deploy dist/chunks beside dist/kinora.js.`,
      { url: what, requestType: 'code', attempts: 2 },
      { cause },
    );
  }
}
