import { createServer, request as nodeRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy in front of a server. */
export interface RunningProxy {
  readonly url: string;
  /** The paths that clients asked for outside of its own. */
  readonly strays: string[];
  close(): Promise<void>;
}

/** What a proxy does with requests. */
export interface ProxyOptions {
  readonly to: string;
  /** The path at which it offers the server. */
  readonly path: string;
  /** Whether it removes that path. */
  readonly removes: boolean;
  /** Headers that it adds. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** Starts a proxy on a free port that offers a server at a path, and answers 404 elsewhere. */
export async function startProxy({ to, path, removes, headers = {} }: ProxyOptions): Promise<RunningProxy> {
  const { hostname, port } = new URL(to);
  const strays: string[] = [];
  const proxy = createServer((incoming, outgoing) => {
    const asked = incoming.url ?? '';
    if (asked !== path && !asked.startsWith(`${path}/`) && !asked.startsWith(`${path}?`)) {
      strays.push(asked);
      outgoing.writeHead(404).end('not of this server');
      return;
    }
    const rest = removes ? asked.slice(path.length).replace(/^(?!\/)/, '/') : asked;
    const passed = { ...incoming.headers, ...headers };
    const onward = nodeRequest({ hostname, port, path: rest, method: incoming.method, headers: passed }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}${path}`,
    strays,
    close: () =>
      new Promise((resolve) => {
        proxy.close(() => resolve());
        proxy.closeAllConnections();
      }),
  };
}
