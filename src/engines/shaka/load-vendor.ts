import type { Protocol } from '../../model/source.ts';

/** The namespace that every build of shaka-player exports; of what is used here, each has all that its protocol needs. */
export type Shaka = typeof import('shaka-player/dist/shaka-player.compiled-es2021.js').default;

/** The builds that a page has run, by what they play: one that runs anew is not told by the name it gives itself. */
const loaded = new Map<Protocol | null, Promise<Shaka>>();

/** The build that plays the protocol and no more: 173 to 241 kB (gzip). */
export function loadShaka(protocol: Protocol | null): Promise<Shaka> {
  const build = protocol === 'dash' || protocol === 'hls' ? protocol : null;
  const known = loaded.get(null) ?? loaded.get(build); // the whole one plays everything
  if (known) return known;
  const loading = importBuild(build);
  loaded.set(build, loading);
  loading.catch(() => loaded.delete(build)); // whoever asked meets the error; the next one tries again
  return loading;
}

async function importBuild(build: 'dash' | 'hls' | null): Promise<Shaka> {
  switch (build) {
    case 'dash':
      return toShaka(await import('shaka-player/dist/shaka-player.dash-es2021.js'));
    case 'hls':
      return toShaka(await import('shaka-player/dist/shaka-player.hls-es2021.js'));
    case null:
      return toShaka(await import('shaka-player/dist/shaka-player.compiled-es2021.js'));
  }
}

/** A bundler makes the UMD file a default export, or one of names; a browser runs it as it is, and it names itself. */
function toShaka(module: object): Shaka {
  const { default: whole } = module as { readonly default?: object };
  const { shaka: own } = globalThis as { readonly shaka?: object };
  const found = [whole, module, own].find((one) => one && 'Player' in one && 'net' in one);
  if (!found) throw new Error('its file exports no Player');
  return found as Shaka;
}
