import { describeCause, PlayerError } from './errors.ts';

/**
 * Loads a lazy part of Kinora itself.
 * @throws PlayerError `network-failed` when the app's server does not deliver the chunk
 */
export async function loadCode<T>(what: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new PlayerError(
      'network-failed',
      `Kinora's own code for ${what} could not be loaded (${describeCause(cause)}). Deploy dist/chunks beside dist/kinora.js.`,
      { url: what, requestType: 'code', attempts: 1 },
      { cause },
    );
  }
}
