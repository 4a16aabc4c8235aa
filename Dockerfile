# The service with the portal inside, as one binary on Debian's slim image, run by a user without rights.
FROM node:22-bookworm-slim AS portal
WORKDIR /src/web
RUN npm install --global npm@11
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci
COPY openapi /src/openapi
COPY web ./
RUN npm run schema && npm run build

FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY . .
COPY --from=portal /src/web/dist web/dist
ENV SQLX_OFFLINE=true
RUN --mount=type=cache,target=/usr/local/cargo/registry --mount=type=cache,target=/src/target \
    cargo build --release --locked --package homeroom && cp target/release/homeroom /usr/local/bin/homeroom

FROM debian:bookworm-slim
# The certificates that Stripe, mail and clusters are checked by, and the fonts that PDFs are set in.
RUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates fonts-noto-core fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* && useradd --system --uid 10001 homeroom
COPY --from=build /usr/local/bin/homeroom /usr/local/bin/homeroom
USER 10001
ENV LISTEN=0.0.0.0:8080 METRICS_LISTEN=0.0.0.0:9090
EXPOSE 8080 9090
ENTRYPOINT ["homeroom"]
CMD ["serve"]
