import { describeCause, PlayerError } from './errors.ts';

/**
 * Loads a lazy part of Kinora itself. A chunk that does not come is asked for once more: a connection that breaks
 * must not cost a title.
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
