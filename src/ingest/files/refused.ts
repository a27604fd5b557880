/** Input that can't be imported at all. The message says what was expected, what was got, and what to do. */
export class RefusedInput extends Error {
  override name = 'RefusedInput';
}

/** Makes a RefusedInput. */
export const badInput = (message: string) => new RefusedInput(message);
