# docker build -t sre-advisor . && docker run --rm -v "$PWD:/src:ro" sre-advisor run .
# The image has no shell and no git: what asks git (rules digest) does not work in it.
FROM debian:12-slim AS build
WORKDIR /build
COPY . .
# Debian keeps only the newest version of a package, so none can be pinned.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates \
    && ./dev build \
    && cmake/image_root.sh build/release /image

FROM scratch
COPY --from=build /image/ /
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/usr/bin/advisor"]
CMD ["--help"]
