/** The bytes; null where the text is not base64. */
export function decodeBase64(text: string): Uint8Array | null {
  const digits = text.replace(/\s/g, '');
  if (!/^[A-Za-z\d+/]*={0,2}$/.test(digits) || digits.replace(/=/g, '').length % 4 === 1) return null;
  return Uint8Array.from(atob(digits.replace(/=/g, '')), (character) => character.charCodeAt(0));
}
