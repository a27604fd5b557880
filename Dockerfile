# The base is glibc, as the embedded engine has no binary for musl on x64.
ARG NODE_VERSION=24

FROM node:${NODE_VERSION}-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Without scripts, as there are no sources yet to build.
RUN npm ci --ignore-scripts
COPY build.js tsconfig.json ./
COPY src src
COPY data data
COPY schema/schema.graphql schema/schema.graphql
# What the pages need of the development packages, and the bundled data, are in dist after the build.
RUN npm run build && npm prune --omit=dev

FROM node:${NODE_VERSION}-bookworm-slim
LABEL org.opencontainers.image.title="Entente" \
      org.opencontainers.image.description="A knowledge-graph server for international partnerships" \
      org.opencontainers.image.licenses="Apache-2.0"
# Package managers have no work to do in a server, only holes to be patched.
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
# Whether the process lives: a database that is away is not mended by another start.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/health').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# The exec form, as a shell between would keep SIGTERM to itself.
CMD ["node", "dist/cli.js", "serve"]
