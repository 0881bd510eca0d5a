import type { Clock } from '../core/clock.ts';
import { describeCause } from '../core/errors.ts';
import type { KeyAccessPort, KeySystemConfiguration, RequestKeyAccess } from '../core/key-ports.ts';
import { within } from '../core/within.ts';
import type { KeyOffer } from './key-offer.ts';
import type { KeySystem } from './key-system.ts';
import type { LockedMedia } from './locked-title.ts';

/** Some browsers never answer where a key system is missing, or broken (Android WebView, some televisions). */
const ANSWER_MS = 5000;
/** The scheme that every key system has decrypted from the beginning; of another, a browser must say that it can. */
const COMMON_SCHEME = 'cenc';

/**
 * The first of these that the browser has for this media, and what `use` makes of it.
 * @throws Error that says of each why not
 */
export async function openKeySystem<T>(
  offers: readonly KeyOffer[],
  media: readonly LockedMedia[],
  requestAccess: RequestKeyAccess,
  clock: Clock,
  use: (access: KeyAccessPort) => Promise<T>,
): Promise<{ readonly offer: KeyOffer; readonly used: T }> {
  const refusals: string[] = [];
  for (const offer of offers)
    for (const name of offer.system.names) {
      try {
        const asked = requestAccess(name, configure(offer.system, media));
        const access = await within(asked, ANSWER_MS, clock, 'answer');
        if (!isSchemeKnown(access, media)) throw new Error('it does not say that it knows the scheme');
        return { offer, used: await use(access) };
      } catch (cause) {
        refusals.push(`${name}: ${describeCause(cause)}`);
      }
    }
  throw new Error(refusals.join('; '));
}

function configure(system: KeySystem, media: readonly LockedMedia[]): KeySystemConfiguration[] {
  return system.robustness.map(([video, audio]) => {
    const of = (kind: LockedMedia['kind'], robustness: string) =>
      media
        .filter((one) => one.kind === kind)
        .map(({ mimeType, scheme }) => ({ contentType: mimeType, robustness, encryptionScheme: scheme }));
    return {
      initDataTypes: [...system.initDataTypes],
      videoCapabilities: of('video', video),
      audioCapabilities: of('audio', audio),
      sessionTypes: ['temporary'],
    };
  });
}

/** A browser that has never heard of schemes says yes to any, and its answer does not name it. */
function isSchemeKnown(access: KeyAccessPort, media: readonly LockedMedia[]): boolean {
  const { videoCapabilities = [], audioCapabilities = [] } = access.getConfiguration();
  const isCommon = media.every(({ scheme }) => (scheme ?? COMMON_SCHEME) === COMMON_SCHEME);
  return (
    isCommon ||
    [...videoCapabilities, ...audioCapabilities].every(
      ({ encryptionScheme }) => encryptionScheme !== undefined,
    )
  );
}
