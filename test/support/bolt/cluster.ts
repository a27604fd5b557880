import type { Protocol } from './connection.ts';
import { type Data, Member, type Seen, type Shared } from './member.ts';
import type { Packed } from './packstream.ts';

/**
 * A simulated Neo4j cluster on ports of this machine. Each member speaks Bolt in one version, and keeps a list of what
 * it was sent. Writes are commits with numbers, which bookmarks name.
 */
export class Cluster implements Shared {
  readonly protocol: Protocol;
  /** What the members call themselves. */
  readonly agent: string;
  data: Data;
  readonly members: readonly Member[];
  leader: Member | null;
  /** The members that the routing table names for reading. */
  readers: readonly Member[];
  /** The seconds that a routing table holds. */
  ttl = 300;
  readonly seen: Seen[] = [];
  /** The members that were asked for the routing table. */
  readonly routed: string[] = [];
  commits = 0;

  private constructor(names: readonly string[], protocol: Protocol, data: Data, agent: string) {
    this.protocol = protocol;
    this.agent = agent;
    this.data = data;
    this.members = names.map((name) => new Member(this, name));
    this.leader = this.members[0] ?? null;
    this.readers = this.members.slice(1);
  }

  /** Starts a cluster of members with these names. The first is the leader, and the others are readers. */
  static async start(
    names: readonly string[],
    { protocol = '5.8', agent = 'Neo4j/5.26.0', data }: { protocol?: Protocol; agent?: string; data: Data },
  ): Promise<Cluster> {
    const cluster = new Cluster(names, protocol, data, agent);
    await Promise.all(cluster.members.map((member) => member.start()));
    return cluster;
  }

  member(name: string): Member {
    const member = this.members.find((one) => one.name === name);
    if (!member) throw new Error(`expected a member; got ${name}`);
    return member;
  }

  /** The address of a member, by default the leader's. */
  uri(scheme: 'neo4j' | 'bolt' = 'neo4j', member = this.members[0]): string {
    return `${scheme}://${member?.address}`;
  }

  table(): Packed {
    const addresses = (members: readonly Member[]) => members.map(({ address }) => address);
    return {
      ttl: this.ttl,
      db: 'neo4j',
      servers: [
        { role: 'WRITE', addresses: addresses(this.leader ? [this.leader] : []) },
        { role: 'READ', addresses: addresses(this.readers) },
        { role: 'ROUTE', addresses: addresses(this.members) },
      ],
    };
  }

  /** What was run since the last call, as `member mode text`. */
  take(): string[] {
    return this.seen.splice(0).map(({ member, mode, text }) => `${member} ${mode} ${text}`);
  }

  async close(): Promise<void> {
    for (const member of this.members) member.catchUp();
    await Promise.all(this.members.map((member) => member.stop()));
  }
}
