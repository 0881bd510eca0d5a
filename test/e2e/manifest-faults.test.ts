import type { Fault } from '../fixtures/origin/fault.ts';
import { streamById } from './generated-streams.ts';
import { expect, test } from './harness-test.ts';
import { IMPATIENT } from './impatient-config.ts';

interface ManifestFault {
  readonly name: string;
  readonly fault: Omit<Fault, 'path'>;
  /** What `load` may reject with. */
  readonly codes: readonly string[];
  readonly context?: Readonly<Record<string, unknown>>;
  /** Requests made before giving up. */
  readonly requests: number;
}

const HTML =
  '<!doctype html><html><head><title>Sign in</title></head><body><form>Sign in to the network</form></body></html>';
const GARBAGE = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256);

const FAULTS: readonly ManifestFault[] = [
  { name: '404', fault: { status: 404 }, codes: ['network-status'], context: { status: 404 }, requests: 1 },
  { name: '403', fault: { status: 403 }, codes: ['network-status'], context: { status: 403 }, requests: 1 },
  {
    name: '503 for good',
    fault: { status: 503 },
    codes: ['network-status'],
    context: { status: 503 },
    requests: 2,
  },
  { name: 'garbage', fault: { body: GARBAGE }, codes: ['manifest-malformed'], requests: 1 },
  { name: 'an empty body', fault: { body: '' }, codes: ['manifest-malformed'], requests: 1 },
  {
    name: 'HTML of a captive portal, with 200',
    fault: { body: HTML, contentType: 'text/html' },
    codes: ['manifest-malformed'],
    requests: 1,
  },
  {
    name: 'cut off, looking whole',
    fault: { truncateAt: 0.5, isTruncationHidden: true },
    codes: ['manifest-malformed'],
    requests: 1,
  },
  { name: 'no answer', fault: { isSilent: true }, codes: ['network-timeout'], requests: 2 },
  { name: 'a body that stops', fault: { stallAt: 60 }, codes: ['network-timeout'], requests: 2 },
  { name: 'a dropped connection', fault: { isDropped: true }, codes: ['network-failed'], requests: 2 },
];

test.describe('a manifest that is no good', () => {
  for (const id of ['dash-number', 'hls-fmp4']) {
    const entry = streamById(id);
    for (const { name, fault, codes, context, requests } of FAULTS) {
      test(`${entry.protocol}: ${name} → ${codes.join(' or ')}`, async ({ player, mediaUrl, origin }) => {
        test.skip(
          entry.protocol === 'hls' && name.startsWith('cut off'),
          'half an HLS multivariant playlist is a valid one with fewer variants',
        );
        origin.addFault({ ...fault, path: entry.manifest });
        await player.open(IMPATIENT);
        const { error } = await player.load(mediaUrl(entry.manifest));
        expect(error?.name).toBe('PlayerError');
        expect(codes).toContain(error?.code);
        expect(error?.context).toMatchObject(context ?? {});
        expect(error?.message, 'says on which URL').toContain(entry.manifest);
        expect(await player.state()).toBe('error');
        expect((await player.events('error')).map(({ detail }) => detail['error'])).toEqual([error]);
        const attempts = origin.log.of(entry.manifest).length;
        // Chromium itself repeats a request on a kept-alive connection that was closed under it.
        if (fault.isDropped) expect(attempts).toBeGreaterThanOrEqual(requests);
        else expect(attempts).toBe(requests);
      });
    }

    test(`${entry.protocol}: a manifest that fails once is asked for again, and plays`, async ({
      player,
      mediaUrl,
      origin,
    }) => {
      origin.addFault({ path: entry.manifest, times: 1, status: 503 });
      await player.open(IMPATIENT);
      await player.loadWell(mediaUrl(entry.manifest));
    });
  }

  test('HLS: a media playlist that is missing is a clear error', async ({ player, mediaUrl, origin }) => {
    origin.addFault({ path: /(video-\d+|audio-en)\.m3u8$/, status: 404 });
    await player.open(IMPATIENT);
    const { error } = await player.load(mediaUrl('cmaf-2s/master.m3u8'));
    expect(error).toMatchObject({ code: 'network-status', context: { status: 404 } });
    expect(error?.message).toContain('.m3u8');
  });

  test('HLS: one missing video playlist is got around by another rendition', async ({
    player,
    mediaUrl,
    origin,
  }) => {
    origin.addFault({ path: /video-\d+\.m3u8$/, times: 1, status: 404 });
    await player.open(IMPATIENT);
    await player.loadWell(mediaUrl('cmaf-2s/master.m3u8'));
    await player.play();
    await player.untilPosition(5);
  });

  test('a URL that is none, or of nothing known', async ({ player }) => {
    await player.open(IMPATIENT);
    for (const url of ['http://', 'ftp://example.invalid/a.mpd']) {
      const { error } = await player.load(url);
      expect(error?.name, JSON.stringify(error)).toBe('PlayerError');
      expect(error?.code).toBe('source-unsupported');
    }
  });
});
