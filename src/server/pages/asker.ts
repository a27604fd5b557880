/** On whose behalf a page asks the API. */
export interface Asker {
  /** Who sent the request, as the limits count. */
  readonly client: string;
  /** Aborted when nobody waits for the page any longer. */
  readonly signal: AbortSignal;
}
