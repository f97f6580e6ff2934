FROM debian:12
RUN groupadd -g 200000 app \
    # the one that runs it
    && useradd -l \
        -u 200000 -g app app && sh -c "useradd -u 300000 b"
