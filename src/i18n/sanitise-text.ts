/** Control characters, and the characters that change the direction of text: embeddings, overrides, isolates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const UNSEEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Removes control and direction characters from a text of others. Preact escapes HTML, so this is the rest. */
export const sanitiseText = (text: string): string => text.replace(UNSEEN, '').toWellFormed();

/** A web address that is safe to link to; undefined for any other scheme, such as javascript:. */
export function safeLink(address: string): string | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}
