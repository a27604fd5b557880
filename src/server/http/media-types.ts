const JSON_MEDIA = /^application\/json\s*(?:;\s*charset="?utf-8"?\s*)?$/i;

/** Only JSON: a form can be posted by any web page without asking, and that is how requests are forged. */
export function isJson(contentType: string | null | undefined): boolean {
  return JSON_MEDIA.test(contentType?.trim() ?? '');
}

export const JSON_ONLY = 'A POST to /graphql must be JSON: send it with the header "content-type: application/json".';
