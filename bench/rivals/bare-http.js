import { createServer } from 'node:http';

/** node:http alone, with one fixed response to every request. Started by `startRival` in its own process. */
const BODY = Buffer.from('{"data":{"__typename":"Query"}}');
const HEADERS = { 'content-type': 'application/json; charset=utf-8', 'content-length': BODY.length };

const server = createServer((request, response) => {
  // A client with a keep-alive connection sends its next request once this one is read.
  request.resume();
  request.on('end', () => response.writeHead(200, HEADERS).end(BODY));
});
process.once('message', () => {
  server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}/graphql` }));
});
process.on('disconnect', () => process.exit());
