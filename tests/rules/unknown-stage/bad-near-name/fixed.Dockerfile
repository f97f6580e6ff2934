FROM alpine:3.22 AS asset-build
RUN mkdir -p /srv/site

FROM alpine:3.22
COPY --from=asset-build /srv/site /srv/site
CMD ["ls", "/srv/site"]
