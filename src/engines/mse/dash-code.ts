import { loadCode } from '../../core/load-code.ts';
import { readMpd, readNoProtection } from '../../manifest/dash/read-mpd.ts';
import type { ReadProtection } from '../../manifest/dash/read-protection.ts';
import type { DrmConfig } from '../../model/drm-config.ts';
import type { Presentation } from '../../model/presentation.ts';

/**
 * The parser of the DASH chunk. What reads protection is a chunk of its own, which clear titles do without: it comes
 * at once for an app that has set up DRM, else for a manifest that speaks of protection.
 */
export function createParser(drm?: DrmConfig): (text: string, url: string) => Promise<Presentation> {
  if (drm?.servers ?? drm?.clearKeys) loadProtection().catch(() => undefined); // the parser asks again
  return async (text, url) => {
    const isClear = !text.includes('ContentProtection');
    return readMpd(text, url, isClear ? readNoProtection : await loadProtection());
  };
}

async function loadProtection(): Promise<ReadProtection> {
  const code = await loadCode('protected DASH', () => import('../../manifest/dash/read-protection.ts'));
  return code.readProtection;
}

// What that chunk takes from this one: the build names the exports of a chunk as its module does where that has all of them.
export { decodeBase64 } from '../../manifest/dash/decode-base64.ts';
export { pickDescriptors } from '../../manifest/dash/descriptors.ts';
export { readNumber } from '../../manifest/dash/mpd-values.ts';
export { resolveUrls } from '../../manifest/dash/resolve-urls.ts';
export { expandTemplate } from '../../manifest/dash/url-template.ts';
export { findChild, findChildren } from '../../manifest/dash/xml.ts';
export { readBox, viewBytes } from '../../manifest/mp4/boxes.ts';
export { readMpd };
