import { PlayerError, stripUrl } from '../core/errors.ts';
import type { ResourceResponse } from '../model/resource.ts';
import type { Protocol, SourceDescriptor } from '../model/source.ts';
import { sniffProtocol } from './sniff-protocol.ts';

const MIME_TYPES: Readonly<Record<Exclude<Protocol, 'file'>, string>> = {
  dash: 'application/dash+xml',
  hls: 'application/x-mpegurl',
  smooth: 'application/vnd.ms-sstr+xml',
};

/**
 * The MIME type of a manifest, for who chooses a parser by it: as declared, else that of its protocol, else what its text
 * tells when it has come.
 * @throws PlayerError `source-unsupported`
 */
export async function mimeTypeOf(
  { mimeType, protocol, url }: SourceDescriptor,
  manifest: Promise<Pick<ResourceResponse, 'bytes'>>,
): Promise<string> {
  if (mimeType !== null) return mimeType;
  const known = protocol ?? sniffProtocol(new TextDecoder().decode((await manifest).bytes));
  if (known !== null && known !== 'file') return MIME_TYPES[known];
  const shown = stripUrl(url);
  const context = { url: shown, detected: 'neither DASH nor HLS' };
  const message = `Loading "${shown}": it begins like neither DASH nor HLS.`;
  throw new PlayerError('source-unsupported', message, context);
}
