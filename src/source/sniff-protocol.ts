/** As far as a DASH root element is looked for: XML may begin with long comments, never with that long ones. */
const HEAD_LENGTH = 4096;

/**
 * The protocol that the first characters of a manifest tell; null where it is neither. A byte order mark and white
 * space in front do no harm.
 */
export function sniffProtocol(text: string): 'dash' | 'hls' | null {
  const head = text.slice(0, HEAD_LENGTH).trimStart();
  if (head.startsWith('#EXTM3U')) return 'hls';
  return head.startsWith('<') && /<([\w.-]{1,99}:)?MPD[\s/>]/.test(head) ? 'dash' : null;
}
