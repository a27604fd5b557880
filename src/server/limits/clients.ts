import { TokenBucket } from 'limiter';
import { LRUCache } from 'lru-cache';

/** What one client may send. */
export interface ClientLimits {
  /** Requests per second, on average; 0 for no limit. */
  readonly rate: number;
  /** Requests in progress at a time; 0 for no limit. */
  readonly atOnce: number;
}

/** Why a request is refused, and after how many seconds it may be sent again. */
export interface TooMany {
  readonly message: string;
  readonly retryAfter: number;
}

/** A client may save up the requests of this many seconds: a page with its files and queries comes at once. */
const BURST_SECONDS = 5;
/** The most memory that buckets take. A forgotten client begins anew with a full one. */
const MOST_BYTES = 20_000_000;
/** Bytes that a bucket takes with its client. */
const BUCKET_BYTES = 400;

/** Counts the requests of each client. */
export class Clients {
  readonly #limits: ClientLimits;
  readonly #buckets = new LRUCache<string, TokenBucket>({
    maxSize: MOST_BYTES,
    sizeCalculation: () => BUCKET_BYTES,
  });
  readonly #running = new Map<string, number>();

  constructor(limits: ClientLimits) {
    this.#limits = limits;
  }

  /** How many clients have requests in progress. */
  get running(): number {
    return this.#running.size;
  }

  /** Counts a request, which `leave` ends; or says why it is refused. */
  enter(client: string): TooMany | null {
    const { rate, atOnce } = this.#limits;
    const running = this.#running.get(client) ?? 0;
    if (atOnce > 0 && running >= atOnce) {
      const message = `You have ${atOnce} requests in progress, which is the limit. Wait for an answer before you send another.`;
      return { message, retryAfter: 1 };
    }
    const bucket = rate > 0 ? this.#bucketOf(client, rate) : null;
    if (bucket && !bucket.tryRemoveTokens(1)) {
      const message = `You send more than ${rate} requests a second, which is the limit. Wait, then send them more slowly.`;
      return { message, retryAfter: Math.max(1, Math.ceil(bucket.getWaitTime(1) / 1000)) };
    }
    this.#running.set(client, running + 1);
    return null;
  }

  /** Ends a request that `enter` counted. */
  leave(client: string): void {
    const running = (this.#running.get(client) ?? 1) - 1;
    if (running > 0) this.#running.set(client, running);
    else this.#running.delete(client);
  }

  #bucketOf(client: string, rate: number): TokenBucket {
    const known = this.#buckets.get(client);
    if (known) return known;
    const size = rate * BURST_SECONDS;
    const bucket = new TokenBucket({ bucketSize: size, tokensPerInterval: rate, interval: 'second' });
    bucket.content = size;
    this.#buckets.set(client, bucket);
    return bucket;
  }
}
