import { codecKind, listCodecs } from '../model/codec-kind.ts';
import type { RenditionInfo } from '../model/presentation-info.ts';
import type { Quality } from '../model/quality.ts';

type Likeness = Pick<RenditionInfo, 'id' | 'codecs' | 'videoRange'>;

/**
 * Those to adapt between: the ones with the codecs and dynamic range of the one that the manifest puts first, as not every
 * decoder changes either on the run. One pinned by its id may be any.
 */
export function alikeRenditions<R extends Likeness>(
  renditions: readonly R[],
  first: R | undefined,
  quality: Quality,
): readonly R[] {
  if (!first || renditions.some(({ id }) => id === quality)) return renditions;
  const wanted = describe(first);
  return renditions.filter((one) => describe(one) === wanted);
}

/** Codecs by the first four characters of their names (`avc1`, `mp4a`), as profiles and levels may differ. */
function describe({ codecs, videoRange }: Likeness): string {
  const names = listCodecs(codecs ?? '').filter((codec) =>
    ['video', 'audio'].includes(codecKind(codec) ?? ''),
  );
  const families = new Set(names.map((name) => name.slice(0, 4)));
  return [...[...families].sort(), videoRange ?? 'SDR'].join();
}
