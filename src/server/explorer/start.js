const { React, ReactDOM, GraphiQL } = globalThis;

// The policy of the server allows no style in the page itself.
document.body.style.margin = '0';
document.getElementById('graphiql').style.height = '100vh';

async function start() {
  const response = await fetch('/explorer/examples.json');
  const defaultTabs = response.ok ? await response.json() : [];
  const fetcher = GraphiQL.createFetcher({ url: '/graphql' });
  ReactDOM.createRoot(document.getElementById('graphiql')).render(
    React.createElement(GraphiQL, { fetcher, ...(defaultTabs.length > 0 ? { defaultTabs } : {}) }),
  );
}

start();
