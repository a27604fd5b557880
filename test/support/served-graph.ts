import { withRemoteGraph } from '../../src/commands/remote-graph.ts';
import { importCommand } from '../../src/commands/served-units.ts';
import { openEmbedded } from '../../src/engines/embedded/embedded.ts';
import { delegateGraph } from '../../src/graph/port/delegate.ts';
import type { Graph } from '../../src/graph/port/graph.ts';
import { localServer } from '../../src/local/client.ts';
import { serveLocally } from '../../src/local/server.ts';
import { PATIENCE } from './patience.ts';

/**
 * The graph of a folder as a process that imports into it sees it: through the socket of the server. `onStop` is
 * called when the server stops.
 */
export async function openServed(folder: string, own = openEmbedded(folder, PATIENCE), onStop = () => {}) {
  const local = await serveLocally(folder, { import: importCommand(own, { turn: async () => {} }) });
  const server = await localServer(folder);
  if (!server) throw new Error('expected the server to answer');
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let all: Promise<unknown> = Promise.resolve();
  const remote = await new Promise<Graph>((resolve, reject) => {
    all = withRemoteGraph(server, 'import', onStop, (graph) => {
      resolve(graph);
      return ended;
    });
    all.catch(reject);
  });
  const served = delegateGraph(remote, {
    define: (definitions) => own.define(definitions),
    async close() {
      end();
      await all;
      await local.close();
      await own.close();
    },
  });
  return { ...served, own, local };
}
