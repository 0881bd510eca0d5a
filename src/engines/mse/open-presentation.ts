import { PlayerError, stripUrl } from '../../core/errors.ts';
import type { Presentation } from '../../model/presentation.ts';
import type { ResourceResponse } from '../../model/resource.ts';
import type { Protocol } from '../../model/source.ts';
import { sniffProtocol } from '../../source/sniff-protocol.ts';
import { loadCode } from '../../core/load-code.ts';
import { isProtectedManifest, loadKeysCode, loadProtection } from './load-protection.ts';

export type ParseManifest = (text: string, url: string) => Presentation | Promise<Presentation>;

/**
 * Loads one parser: a load of DASH need not wait for the other. Ask for it while the manifest travels. Where protection is
 * expected, what reads that comes beside it.
 */
export function loadParser(protocol: Protocol, isProtected: boolean): Promise<ParseManifest> {
  const isHls = protocol === 'hls';
  const loadReader = isHls ? () => import('../../manifest/hls/read-keys.ts') : loadProtection;
  if (isProtected) for (const load of [loadReader, loadKeysCode]) load().catch(() => undefined); // who needs it asks again
  if (isHls) return loadCode('HLS', () => import('./hls-code.ts')).then(({ parsePlaylist }) => parsePlaylist);
  return loadCode('DASH', () => import('./dash-code.ts')).then(({ parseDash }) => parseDash);
}

/**
 * Reads the manifest that arrived. Its first characters tell the language it is written in, whatever was `expected`
 * of its URL.
 * @throws PlayerError `manifest-*`
 */
export async function openPresentation(
  response: ResourceResponse,
  expected: Protocol | null,
  parser: Promise<ParseManifest> | null,
): Promise<Presentation> {
  const text = new TextDecoder().decode(response.bytes);
  const protocol = sniffProtocol(text);
  if (!protocol) throw unknownLanguage(text, stripUrl(response.url));
  if (protocol === 'smooth') throw smoothUnsupported(stripUrl(response.url));
  const parse = await (parser && protocol === expected
    ? parser
    : loadParser(protocol, isProtectedManifest(text)));
  return parse(text, response.url);
}

function smoothUnsupported(url: string): PlayerError {
  const feature = 'Smooth Streaming';
  return new PlayerError('manifest-unsupported', `${url} is ${feature}, which this engine does not play.`, {
    url,
    feature,
  });
}

function unknownLanguage(text: string, url: string): PlayerError {
  const start = text.trimStart().slice(0, 20);
  const detail = start ? `it starts with "${start}"` : 'it is empty';
  return new PlayerError(
    'manifest-malformed',
    `What ${url} answered is neither a DASH MPD nor an HLS playlist: ${detail}. Check the URL.`,
    { url, detail, isForeign: true },
  );
}
