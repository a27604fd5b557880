# Based on glibc, because the embedded engine has no binary for musl on x64.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts: there are no sources to build yet.
RUN npm ci --ignore-scripts
COPY build.js tsconfig.json ./
COPY src src
COPY data data
COPY schema/schema.graphql schema/schema.graphql
# After the build the server needs dist and three packages.
RUN npm run build && npm prune --omit=dev

FROM node:${NODE_VERSION}-bookworm-slim
LABEL org.opencontainers.image.title="Entente" \
      org.opencontainers.image.description="A knowledge-graph server for international partnerships" \
      org.opencontainers.image.licenses="Apache-2.0"
# A server needs no package managers, only security patches for them.
RUN rm -rf /usr/local/lib/node_modules /usr/local/bin/npm /usr/local/bin/npx /usr/local/bin/corepack \
      /usr/local/bin/yarn /usr/local/bin/yarnpkg /opt/yarn-* \
    && mkdir /data \
    && chown node:node /data
WORKDIR /app
COPY package.json LICENSE ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY cypher cypher
COPY schema/examples schema/examples
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    ENTENTE_DATA=/data
USER node
VOLUME /data
EXPOSE 4000
# Checks the process only: a restart doesn't bring back a database that is down.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The exec form: a shell in between would not pass on SIGTERM.
CMD ["node", "dist/cli.js", "serve"]
