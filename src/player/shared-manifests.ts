import { isPlayerError } from '../core/errors.ts';
import type { RequestResource, ResourceResponse } from '../model/resource.ts';

/** The manifest and playlists of a start, fetched once whichever engine comes to play it. */
export interface SharedManifests {
  /** For one engine: what another has asked for answers it, each once; the rest is fetched, and kept for the next engine. */
  readonly share: () => RequestResource;
  /** Frees what is kept: the start is over. */
  readonly forget: () => void;
}

export function shareManifests(request: RequestResource): SharedManifests {
  const kept = new Map<string, Promise<ResourceResponse>>();
  let isOver = false;
  return {
    share: () => {
      const asked = new Set<string>();
      return (resource) => {
        const [url = ''] = resource.urls;
        const known = asked.has(url) ? null : kept.get(url);
        asked.add(url);
        const answer =
          known?.catch((error: unknown) => {
            if (isPlayerError(error)) throw error;
            return request(resource); // it was cut off with the engine that asked for it
          }) ?? request(resource);
        if (!isOver && (resource.type === 'manifest' || resource.type === 'playlist')) {
          kept.set(url, answer);
          answer.catch(() => {
            if (kept.get(url) === answer) kept.delete(url); // whoever asked meets the error
          });
        }
        return answer;
      };
    },
    forget: () => {
      isOver = true;
      kept.clear();
    },
  };
}
