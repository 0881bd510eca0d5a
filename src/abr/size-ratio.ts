import type { AbrInput } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';

/** So many of the last segments tell. */
const MOST_SEGMENTS = 30;
/** How far the size of one segment may be off by chance, in nats; the mean of n is off by a root of n less. */
const CHANCE_NATS = 0.5;
/** What is farther off is no rate: some manifests say 1 for all. */
const MOST_NATS = 2;

/**
 * How large segments are, as a factor of what the declared rates of their renditions say; learnt from those that came. HLS
 * declares the rate of the largest segment, and so do many packagers for DASH: in a title of variable rate that is far more
 * than most take. 1 as long as chance may be what makes the difference.
 * @see RFC 8216 §4.3.4.2, BANDWIDTH; ISO/IEC 23009-1 §5.3.5.2, @bandwidth
 */
export function sizeRatio({ renditions, samples, audioBps }: AbrInput): number {
  const declaredBps = new Map(renditions.map(({ id, bandwidthBps }) => [id, bandwidthBps]));
  const isOfLadder = ({ renditionId }: TransferSample): boolean => declaredBps.has(renditionId ?? '');
  const whole = samples.filter(({ type, mediaSec }) => type === 'segment' && Number(mediaSec) > 0);
  // HLS does not tell what audio takes: its rates are those of picture and sound together.
  const beside = whole.filter((sample) => sample.trackKind === 'audio' && !isOfLadder(sample));
  const besideBps = audioBps > 0 || beside.length === 0 ? 0 : bitsOf(beside) / secondsOf(beside);
  const nats = whole
    .filter(isOfLadder)
    .slice(-MOST_SEGMENTS)
    .map((sample) => {
      const bps = bitsOf([sample]) / secondsOf([sample]) + besideBps;
      return Math.log(bps / (declaredBps.get(sample.renditionId ?? '') ?? 0));
    })
    .filter((each) => Math.abs(each) < MOST_NATS);
  if (nats.length === 0) return 1;
  const mean = nats.reduce((sum, each) => sum + each, 0) / nats.length;
  const sure = Math.max(0, Math.abs(mean) - CHANCE_NATS / Math.sqrt(nats.length));
  return Math.exp(Math.sign(mean) * sure);
}

const bitsOf = (samples: readonly TransferSample[]): number =>
  samples.reduce((sum, { bytes }) => sum + bytes * 8, 0);

const secondsOf = (samples: readonly TransferSample[]): number =>
  samples.reduce((sum, { mediaSec }) => sum + Number(mediaSec), 0);
