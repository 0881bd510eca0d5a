/** So much of the link may go to the sound: of 1 Mbit/s, 192 kbit/s are a rung of the picture. */
const MOST_SHARE = 0.2;
/**
 * Taken is what leaves the lowest picture enough on a link so many times slower, and has its share on one slower by the square of
 * this: twice. On recorded links that makes one change in ten minutes where the rate is steady, and up to eight where it moves
 * (docs/abr.md).
 */
const MARGIN = 1.4;
/** AAC-LC in stereo at 128 kbit/s, as declared: to start with, and at the most for who saves data. Bit/s. */
const MODEST_BPS = 150_000;
/** What is declared for one quality in several periods differs by so much. */
const ALIKE = 1.1;

/**
 * What the next segment of the sound beside a picture may take at the most, bit/s: it hardly ever changes, as each change may
 * be heard, and leaves the lowest picture what that needs.
 *
 * `heardBps`: what the last segment took, 0: none was fetched; `linkBps`: what the link gives for a second of media, measured or
 * remembered, Infinity: not known; `leastVideoBps`: what the picture takes at the least; `mayRise`: better sound may come now.
 */
export function capAudio(
  heardBps: number,
  linkBps: number,
  leastVideoBps: number,
  mayRise: boolean,
  savesData?: boolean,
): number {
  const mostBps = savesData || !heardBps ? MODEST_BPS : Infinity;
  const bearable = (margin: number): number =>
    Math.min(mostBps, (MOST_SHARE * linkBps) / margin ** 2, Math.max(0, linkBps / margin - leastVideoBps));
  // Like what is heard, or modest: what is just modest enough is not given up for what is alike.
  const keptBps = Math.min(heardBps * ALIKE, Math.max(heardBps, mostBps));
  const wantedBps = bearable(MARGIN);
  return keptBps > bearable(1) || (mayRise && wantedBps > keptBps) ? wantedBps : keptBps;
}
