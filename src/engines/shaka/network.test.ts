import type shaka from 'shaka-player/dist/shaka-player.compiled-es2021.js';
import { describe, expect, it } from 'vitest';
import { shakaInNode } from '../../../test/fixtures/shaka-in-node.ts';
import { toResourceType } from './network.ts';

const vendor = await shakaInNode();
const { RequestType, AdvancedRequestType } = vendor.net.NetworkingEngine;

type Context = shaka.extern.RequestContext;
type Asked = Parameters<typeof toResourceType>[2];
const typeOf = (type: Asked, context: Context = {}, method = 'GET') =>
  toResourceType(vendor, method, type, context);

describe('toResourceType', () => {
  it('tells manifests from playlists', () => {
    expect(typeOf(RequestType.MANIFEST, { type: AdvancedRequestType.MPD })).toBe('manifest');
    expect(typeOf(RequestType.MANIFEST, { type: AdvancedRequestType.MEDIA_PLAYLIST })).toBe('playlist');
  });

  it('tells init, index and media apart', () => {
    const segment = new vendor.media.SegmentReference(0, 2, () => ['x'], 0, null, null, 0, 0, Infinity);
    expect(typeOf(RequestType.SEGMENT, { type: AdvancedRequestType.INIT_SEGMENT })).toBe('init');
    expect(typeOf(RequestType.SEGMENT, { type: AdvancedRequestType.MEDIA_SEGMENT, segment })).toBe('segment');
    expect(typeOf(RequestType.SEGMENT, { type: AdvancedRequestType.MEDIA_SEGMENT })).toBe('index');
  });

  it('leaves licences, clocks and questions to Shaka', () => {
    expect(typeOf(RequestType.KEY)).toBe('key');
    expect(typeOf(RequestType.LICENSE)).toBeNull();
    expect(typeOf(RequestType.TIMING)).toBeNull();
    expect(typeOf(RequestType.SEGMENT, {}, 'HEAD')).toBeNull();
    expect(typeOf(RequestType.MANIFEST, {}, 'POST')).toBeNull();
  });
});
