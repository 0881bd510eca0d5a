import { describeCause, isPlayerError, PlayerError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import type { Scope } from '../../core/scope.ts';
import { StandardFairPlay } from './fairplay-standard.ts';
import { WebKitFairPlay } from './fairplay-webkit.ts';
import type { KeyPlatformPort } from './key-ports.ts';
import type { KeyWay } from './key-way.ts';
import { drmFailed, FAIRPLAY, type LicenceServer } from './licence-server.ts';
import type { NativeElementPort } from './native-element.ts';

export interface FairPlayHost {
  readonly element: NativeElementPort;
  readonly keys: KeyPlatformPort;
  /** Null: none is set up. */
  readonly server: LicenceServer | null;
  /** The source's, stripped. */
  readonly url: string;
  readonly scope: Scope;
  readonly log: Logger;
  onFailed(error: PlayerError): void;
}

/** What FairPlay's init data is called: `skd` in HLS, `sinf` in MP4. */
const INIT_DATA_TYPES: readonly string[] = ['skd', 'sinf'];

/**
 * Gets the element the keys that it asks for, by FairPlay, the one key system that is answered here.
 *
 * Configuration: `drm.servers['com.apple.fps']` is the licence server. `drm.servers['com.apple.fps.certificate']`, an
 * optional second entry, is the URL of the application certificate (DER); WebKit's older way cannot do without it, and
 * by the standard's way the platform says whether it can. Encrypted media without a server, or of another key system,
 * ends in `drm-unsupported`; whatever fails on the way in `drm-failed`.
 * @see https://developer.apple.com/streaming/fps/
 */
export function answerKeyNeeds(host: FairPlayHost): void {
  const { element, scope } = host;
  let way: Promise<KeyWay> | null = null;
  const answered = new Set<string>();
  const fail = (cause: unknown): void => {
    if (scope.isDisposed) return;
    host.onFailed(
      isPlayerError(cause, 'drm-unsupported') ? cause : drmFailed(host.url, describeCause(cause), cause),
    );
  };
  const answer = async (event: KeyWay['event'], initDataType: string, data: BufferSource | null) => {
    if (!host.server || !INIT_DATA_TYPES.includes(initDataType)) throw drmUnsupported(host, initDataType);
    if (data === null)
      throw new Error('the element hides the key it needs: the media came without CORS headers');
    way ??= chooseWay(host, host.server, fail);
    const chosen = await way;
    const initData = toBytes(data);
    if (chosen.event !== event || scope.isDisposed || answered.has(initData.join())) return;
    answered.add(initData.join());
    await chosen.answer(initDataType, initData);
  };
  scope.listen(element, 'encrypted', (event) => {
    const { initDataType, initData } = event as MediaEncryptedEvent;
    answer('encrypted', initDataType, initData).catch(fail);
  });
  // Early Chromium fires it too, for other key systems: only WebKit's own keys make it FairPlay.
  if (!host.keys.createWebKitKeys) return;
  scope.listen(element, 'webkitneedkey', (event) => {
    const { initData } = event as Event & { readonly initData: Uint8Array<ArrayBuffer> | null };
    answer('webkitneedkey', 'skd', initData).catch(fail);
  });
}

/** The standard's way where the browser grants it, else WebKit's older one. */
async function chooseWay(
  { element, keys, scope, log, url }: FairPlayHost,
  server: LicenceServer,
  fail: (cause: unknown) => void,
): Promise<KeyWay> {
  const ports = { element, server, scope, log, fail };
  const access = await StandardFairPlay.request(keys).catch((cause: unknown) => {
    if (!keys.createWebKitKeys) throw cause;
    log('info', `no ${FAIRPLAY} by the standard: WebKit's older way is taken`, cause);
    return null;
  });
  if (access) return new StandardFairPlay(access, ports);
  if (keys.createWebKitKeys && element.webkitSetMediaKeys)
    return new WebKitFairPlay(keys.createWebKitKeys, ports);
  throw drmFailed(url, 'this browser has no FairPlay');
}

function drmUnsupported({ url, server }: FairPlayHost, initDataType: string): PlayerError {
  const isFairPlay = INIT_DATA_TYPES.includes(initDataType);
  const why =
    isFairPlay && !server
      ? `no licence server is set up: name one as \`config.drm.servers['${FAIRPLAY}']\``
      : 'playback by the element itself decrypts FairPlay alone: offer DASH or HLS, which other engines play';
  return new PlayerError(
    'drm-unsupported',
    `The media of ${url} is encrypted (init data "${initDataType}"), and ${why}.`,
    { url, systems: isFairPlay ? [FAIRPLAY] : [] },
  );
}

function toBytes(data: BufferSource): Uint8Array<ArrayBuffer> {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
}
