import type { XmlElement } from './xml.ts';

/** A scheme and a value in it. @see ISO/IEC 23009-1 §5.8.2 */
export interface Descriptor {
  /** Lower case: writers disagree on the case of URNs. */
  readonly scheme: string;
  readonly value: string;
  readonly element: XmlElement;
}

/** The child elements of one element as descriptors, by their name. */
export type Descriptors = ReadonlyMap<string, readonly Descriptor[]>;

/** In one pass: what an AdaptationSet has is inherited by thousands of representations. */
export function readDescriptors(element: XmlElement): Descriptors {
  const byName = new Map<string, Descriptor[]>();
  for (const child of element.children) {
    const { schemeIdUri = '', value = '' } = child.attributes;
    const descriptor = { scheme: schemeIdUri.trim().toLowerCase(), value, element: child };
    const known = byName.get(child.name);
    if (known) known.push(descriptor);
    else byName.set(child.name, [descriptor]);
  }
  return byName;
}

/** Those of some names, in the order of the names, and for each in that of the levels. */
export function pickDescriptors(levels: readonly Descriptors[], ...names: string[]): readonly Descriptor[] {
  return names.flatMap((name) => levels.flatMap((level) => level.get(name) ?? []));
}

const TRICK_MODE = 'http://dashif.org/guidelines/trickmode';
export const SET_SWITCHING = 'urn:mpeg:dash:adaptation-set-switching:2016';
/** Colour is passed on or told by the media; tiles and trick mode are known by their kind. */
const UNDERSTOOD = /^(urn:mpeg:mpegb:cicp:|http:\/\/dashif\.org\/(guidelines\/)?(thumbnail_tile|trickmode)$)/;

/** Pictures for winding only: no part of normal playback. @see DASH-IF IOP §3.2.9 */
export function isTrickMode(properties: readonly Descriptor[]): boolean {
  return properties.some(({ scheme }) => scheme === TRICK_MODE);
}

/**
 * An EssentialProperty that is not understood here: what carries it must not be used. Of several with
 * one id, one that is understood will do. Null: none.
 * @see ISO/IEC 23009-1 §5.8.4.8
 */
export function findUnknownEssential(carrier: Descriptors): string | null {
  const essential = pickDescriptors([carrier], 'EssentialProperty');
  const isKnown = ({ scheme }: Descriptor): boolean => UNDERSTOOD.test(scheme) || scheme === SET_SWITCHING;
  const knownIds = new Set(essential.filter(isKnown).map(({ element }) => element.attributes['id']));
  const unknown = essential.find((property) => {
    const { id } = property.element.attributes;
    return !isKnown(property) && (id === undefined || !knownIds.has(id));
  });
  return unknown ? `EssentialProperty ${unknown.scheme}` : null;
}

/** Code points of ISO/IEC 23091-2 §8.2: transfer characteristics that name a range. */
const TRANSFER = {
  '1': 'SDR',
  '6': 'SDR',
  '13': 'SDR',
  '14': 'SDR',
  '15': 'SDR',
  '16': 'PQ',
  '18': 'HLG',
} as const;

/** From the transfer characteristics declared, else from what the codec string tells; null where neither does. */
export function readVideoRange(
  properties: readonly Descriptor[],
  codecs: string,
): 'SDR' | 'PQ' | 'HLG' | null {
  const declared = properties.find(({ scheme }) => scheme.endsWith(':cicp:transfercharacteristics'))?.value;
  const code = String(Number(declared ?? readCodedTransfer(codecs)));
  return code in TRANSFER ? TRANSFER[code as keyof typeof TRANSFER] : null;
}

function readCodedTransfer(codecs: string): string | undefined {
  const fields = codecs.split(/[.,]/);
  // vp09.PP.LL.DD.CC.cp.tc, av01.P.LLT.DD.M.CCC.cp.tc; Dolby Vision profile 5 is always PQ.
  if (/^vp09/.test(codecs)) return fields[6];
  if (/^av01/.test(codecs)) return fields[7];
  return /^dvh[e1]\.05/.test(codecs) ? '16' : undefined;
}

/**
 * Accessibility as `value` (role scheme and audio purposes), `608:CC1=eng`, `708:1=lang:eng`, or
 * `scheme-tail:value` for any other scheme.
 * @see ISO/IEC 23009-1 §5.8.5.5, SCTE 214-1 §7, ETSI TS 103 285 §7.1
 */
export function readAccessibility(set: Descriptors): readonly string[] {
  return pickDescriptors([set], 'Accessibility').flatMap(({ scheme, value }) => {
    if (isRoleScheme(scheme)) return [value];
    const captions = /cea-(608|708)/.exec(scheme)?.[1];
    if (captions !== undefined) return value.split(';').map((service) => `${captions}:${service.trim()}`);
    if (scheme === 'urn:tva:metadata:cs:audiopurposecs:2007') {
      if (value === '1') return ['description'];
      if (value === '2') return ['enhanced-audio-intelligibility'];
    }
    const tail = scheme
      .split(/[:/]/)
      .filter((part) => part !== '' && !/^\d+$/.test(part))
      .pop();
    return [`${tail ?? ''}:${value}`];
  });
}

export function isRoleScheme(scheme: string): boolean {
  return scheme === 'urn:mpeg:dash:role:2011';
}
