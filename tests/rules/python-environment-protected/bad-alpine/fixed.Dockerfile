FROM alpine:3.22
RUN apk add --no-cache py3-pip
RUN python3 -m venv /opt/venv
ENV PATH="/opt/venv/bin:$PATH"
RUN pip install --no-cache-dir httpie
USER 1000
