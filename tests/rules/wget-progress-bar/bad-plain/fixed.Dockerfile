FROM debian:13
RUN wget --progress=dot:giga -O /a https://example.com/a
