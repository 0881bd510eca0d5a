import { PlayerError, stripUrl } from '../../core/errors.ts';
import type { ResourceResponse } from '../../model/resource.ts';
import type { Protocol, SourceDescriptor } from '../../model/source.ts';
import { sniffProtocol } from '../../source/sniff-protocol.ts';

/** What Shaka goes by to choose a parser. */
const MIME_TYPES: Readonly<Record<Exclude<Protocol, 'file'>, string>> = {
  dash: 'application/dash+xml',
  hls: 'application/x-mpegurl',
  smooth: 'application/vnd.ms-sstr+xml',
};

/**
 * What Shaka goes by; it would ask the server, where nothing tells, but the manifest is on its way already.
 * @throws PlayerError `source-unsupported`
 */
export async function mimeTypeOf(
  { mimeType, protocol, url }: SourceDescriptor,
  manifest: Promise<ResourceResponse>,
): Promise<string> {
  if (mimeType !== null) return mimeType;
  const known = protocol ?? sniffProtocol(new TextDecoder().decode((await manifest).bytes));
  if (known !== null && known !== 'file') return MIME_TYPES[known];
  const shown = stripUrl(url);
  const context = { url: shown, detected: 'neither DASH nor HLS' };
  const message = `Loading "${shown}": it begins like neither DASH nor HLS.`;
  throw new PlayerError('source-unsupported', message, context);
}
