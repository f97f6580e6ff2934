FROM gcr.io/distroless/static:nonroot
USER 65532
