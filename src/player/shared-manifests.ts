import type { RequestResource, ResourceResponse } from '../model/resource.ts';

/** The manifest and playlists of a start, fetched once whichever engine comes to play it. */
export interface SharedManifests {
  /** Fetches, and keeps what manifests and playlists answered. */
  readonly request: RequestResource;
  /** Answers each kept one once, and fetches the rest: for the engine that takes over. */
  readonly requestAgain: RequestResource;
  /** Frees what is kept: the start is over. */
  readonly forget: () => void;
}

export function shareManifests(request: RequestResource): SharedManifests {
  const kept = new Map<string, Promise<ResourceResponse>>();
  let isOver = false;
  return {
    request: (resource) => {
      const answer = request(resource);
      const [url = ''] = resource.urls;
      if (!isOver && (resource.type === 'manifest' || resource.type === 'playlist')) {
        kept.set(url, answer);
        answer.catch(() => kept.delete(url)); // whoever asked meets the error
      }
      return answer;
    },
    requestAgain: (resource) => {
      const [url = ''] = resource.urls;
      const known = kept.get(url);
      kept.delete(url);
      // It may have been cut off with the engine that asked for it.
      return known?.catch(() => request(resource)) ?? request(resource);
    },
    forget: () => {
      isOver = true;
      kept.clear();
    },
  };
}
