/**
 * Texts of others as they may stand in a page: they say what they say, and do nothing. Preact escapes what would be
 * HTML; here is what escaping leaves.
 */

/** Characters that turn the text around them (embeddings, overrides, isolates), and controls that no reader sees. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

export const sanitiseText = (text: string): string => text.replace(UNSEEN, '').toWellFormed();

/** An address that a reader may follow; nothing where it would do something else than lead there. */
export function safeLink(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}
