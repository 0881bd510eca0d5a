import { pickDescriptors } from './descriptors.ts';
import type { Descriptors } from './descriptors.ts';

/** Channels of each ChannelConfiguration 1–20. @see ISO/IEC 23091-3 §6.1 */
const CICP = [1, 2, 3, 4, 5, 6, 8, 2, 3, 4, 7, 8, 24, 8, 12, 10, 12, 14, 12, 14];
/** Bits that stand for a pair of speakers. @see ETSI TS 102 366 §E.1.3.1.8 (chanmap) */
const DOLBY_PAIRS = 0x0674;
/** The same for AC-4 speaker groups. @see ETSI TS 103 190-2 §A.3 */
const AC4_PAIRS = 0x721bd;

function countBits(mask: number): number {
  return mask.toString(2).replace(/0/g, '').length;
}

function countChannels(scheme: string, value: string): number {
  if (scheme.endsWith('outputchannelpositionlist:2012')) return value.trim().split(/\s+/).length;
  if (scheme.endsWith('channelconfiguration') && scheme.includes('cicp')) return CICP[Number(value) - 1] ?? 0;
  const mask = parseInt(value, 16);
  if (/^tag:dts\.com,2018:uhd/.test(scheme)) return countBits(mask);
  if (/^tag:dolby\.com,2015/.test(scheme)) return countBits(mask) + countBits(mask & AC4_PAIRS);
  if (scheme.includes('dolby')) return countBits(mask) + countBits(mask & DOLBY_PAIRS);
  // 23003:3 and the older DTS schemes: the number itself.
  return Number(value);
}

/** Channels as the first AudioChannelConfiguration that can be read tells; null where none can. */
export function readChannelCount(levels: readonly Descriptors[]): number | null {
  const counts = pickDescriptors(levels, 'AudioChannelConfiguration').map(({ scheme, value }) =>
    countChannels(scheme, value),
  );
  return counts.find((count) => Number.isInteger(count) && count > 0 && count <= 64) ?? null;
}
