/** Input that can't be imported at all: the message says what was expected, what was got and what to do. */
export class RefusedInput extends Error {
  override name = 'RefusedInput';
}

export const badInput = (message: string) => new RefusedInput(message);
