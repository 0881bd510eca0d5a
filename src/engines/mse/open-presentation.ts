import { PlayerError, stripUrl } from '../../core/errors.ts';
import { parseMpd } from '../../manifest/dash/parse-mpd.ts';
import { parseHls } from '../../manifest/hls/parse-hls.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { ResourceResponse } from '../../model/resource.ts';

/**
 * Reads the manifest that arrived: its first characters tell which of the two languages it is written in.
 * @throws PlayerError `manifest-*`
 */
export function openPresentation(response: ResourceResponse): Presentation {
  const text = new TextDecoder().decode(response.bytes);
  const start = text.slice(0, 200).trimStart();
  if (start.startsWith('#EXTM3U')) return parseHls(text, response.url);
  if (start.startsWith('<') && !/^<(!doctype html|html)/i.test(start)) return parseMpd(text, response.url);
  const url = stripUrl(response.url);
  const detail = start === '' ? 'it is empty' : `it starts with "${start.slice(0, 20)}"`;
  throw new PlayerError(
    'manifest-malformed',
    `What ${url} answered is neither a DASH MPD nor an HLS playlist: ${detail}. Check the URL.`,
    { url, detail },
  );
}
