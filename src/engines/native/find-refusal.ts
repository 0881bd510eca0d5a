import { isPlayerError, type PlayerError } from '../../core/errors.ts';
import type { Scope } from '../../core/scope.ts';
import type { RequestResource } from '../../model/resource.ts';
import type { SourceDescriptor } from '../../model/source.ts';

/**
 * What keeps the source from coming, where the element does not tell: it says the same of a 404 as of garbage. Asks
 * for the playlist, or for the first bytes of the file, once; null where they come, or where it cannot be asked for
 * (`data:`, `blob:`). A server without CORS headers looks like one that is down, so `network-failed` proves nothing.
 */
export async function findRefusal(
  { url, protocol }: SourceDescriptor,
  request: RequestResource,
  scope: Scope,
): Promise<PlayerError | null> {
  if (!/^https?:/i.test(url)) return null;
  const asking = scope.child();
  try {
    await request({
      type: 'manifest',
      urls: [url],
      range: protocol === 'hls' ? null : { start: 0, end: 1 },
      signal: asking.signal,
      onData: () => asking.dispose(), // something came: the rest is not needed
    });
    return null;
  } catch (cause) {
    return isPlayerError(cause) ? cause : null; // else it was ended: by the first bytes, or with the engine
  } finally {
    asking.dispose();
  }
}
