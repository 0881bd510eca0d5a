import { readMpd, readNoProtection } from '../../manifest/dash/read-mpd.ts';
import type { Presentation } from '../../model/presentation.ts';
import { isProtectedManifest, loadProtection } from './load-protection.ts';
import { loadSidxReader } from './load-sidx-reader.ts';

/** The parser of the DASH chunk. */
export async function parseDash(text: string, url: string): Promise<Presentation> {
  const readProtection = isProtectedManifest(text) ? await loadProtection() : readNoProtection;
  return readMpd(text, url, readProtection, loadSidxReader);
}

// What other chunks take from this one: the build names the exports of a chunk as its module does where that has all of them.
export { createSegment } from '../../manifest/dash/create-segment.ts';
export { decodeBase64 } from '../../manifest/dash/decode-base64.ts';
export { pickDescriptors } from '../../manifest/dash/descriptors.ts';
export { createInitSegment } from '../../manifest/dash/init-segment.ts';
export { readNumber } from '../../manifest/dash/mpd-values.ts';
export { resolveUrls } from '../../manifest/dash/resolve-urls.ts';
export { EDGE_SEC } from '../../manifest/dash/segment-runs.ts';
export { PROBE_BYTES } from '../../manifest/dash/sidx-source.ts';
export { expandTemplate } from '../../manifest/dash/url-template.ts';
export { findChild, findChildren } from '../../manifest/dash/xml.ts';
export { manifestMalformed } from '../../manifest/manifest-malformed.ts';
export { readMpd };
