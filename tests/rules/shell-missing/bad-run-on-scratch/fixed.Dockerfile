FROM scratch
COPY tool /tool
RUN ["chmod", "755", "/tool"]
ENTRYPOINT ["/tool"]
