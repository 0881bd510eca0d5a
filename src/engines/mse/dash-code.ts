import { readMpd, readNoProtection } from '../../manifest/dash/read-mpd.ts';
import type { Presentation } from '../../model/presentation.ts';
import { isProtectedMpd, loadProtection } from './load-protection.ts';

/** The parser of the DASH chunk. */
export async function parseDash(text: string, url: string): Promise<Presentation> {
  return readMpd(text, url, isProtectedMpd(text) ? await loadProtection() : readNoProtection);
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
