import type { AbrInput } from '../model/abr.ts';
import type { TransferSample } from '../model/transfer-sample.ts';

/** The question for the last segment of a title, which takes no table of values, behind two segments that nobody fetched. */
export function rehearsalInput(input: AbrInput): AbrInput {
  const first: TransferSample = {
    type: 'segment',
    trackKind: 'video',
    renditionId: input.renditions[0]?.id ?? null,
    host: '',
    status: 200,
    bytes: 1e6,
    mediaSec: 1,
    startMs: 0,
    firstByteMs: 0,
    endMs: 1000,
    attempts: 1,
    isCached: false,
  };
  const second = { ...first, startMs: 1000, firstByteMs: 1000, endMs: 2000 };
  return { ...input, inFlight: null, remainingSec: 0, samples: [first, second] };
}
